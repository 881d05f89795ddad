//! One request in, one Return out.
