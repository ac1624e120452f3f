//! Checklist templates.
