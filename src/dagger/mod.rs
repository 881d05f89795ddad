//! Dagger 0.2 plans, as they are.
//!
//! A plan is a program in CUE that imports the packages of `packages/`; those are our own writing of
//! what plans expect of them: names, fields, defaults and results. A struct that says it is a task
//! is one (`task.rs`); what it refers to is what it depends on (`depend.rs`). A plan is evaluated
//! with handles in the place of files, told the few facts that its tasks would find out, and
//! evaluated again (`plan.rs`).

mod action;
mod bake;
mod datum;
mod depend;
mod error;
mod graph;
mod inputs;
mod kind;
mod library;
mod lower;
mod mistake;
mod paths;
mod place;
mod plan;
mod select;
mod task;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod universe;

pub use action::Action;
pub use datum::Datum;
pub use datum::Handle;
pub use error::PlanError;
pub use graph::Facts;
pub use library::MODULES;
pub use library::Packages;
pub use library::VENDORED;
pub use library::is_plan;
pub use lower::Leaf;
pub use lower::LowerError;
pub use place::Places;
pub use plan::Fact;
pub use plan::Inputs;
pub use plan::Plan;
pub use plan::Told;
pub use task::Task;
pub use task::Tasks;
