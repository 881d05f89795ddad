//! The daemon as we see it.
