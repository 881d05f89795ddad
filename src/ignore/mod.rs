//! `.dockerignore` files and the patterns in them.
