//! Widths, truncation and padding: the one place that measures text.
