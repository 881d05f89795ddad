//! Instructions with their flags and arguments, typed.
