//! The LLB graph and its bytes.
