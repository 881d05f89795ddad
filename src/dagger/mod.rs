//! Dagger 0.2 plans, as they are.
//!
//! A plan is a program in CUE that imports the packages of `packages/`; those are our own writing of
//! what plans expect of them: names, fields, defaults and results.

mod library;
#[cfg(test)]
mod tests;

pub use library::MODULES;
pub use library::Packages;
