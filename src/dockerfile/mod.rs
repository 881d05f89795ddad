//! The Dockerfile language: text in, an LLB graph and an image configuration out.

pub mod convert;
pub mod instruction;
pub mod lint;
pub mod shell;
pub mod syntax;
