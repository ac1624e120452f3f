//! What client and server say to each other: requests, replies and pushes, one file a noun.
