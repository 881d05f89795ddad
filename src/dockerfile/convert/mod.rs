//! Instructions to LLB and image configuration.
