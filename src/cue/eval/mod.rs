//! Evaluation: from what is said of values to what they are.
//!
//! A [`Session`] holds a graph. A node is a place in the tree with *conjuncts*: expressions, each in
//! an environment that says what names mean. Nothing is ever substituted: a reference adds the
//! conjuncts of what it names, in their own environments, so a field means something else wherever
//! it ends up. Nodes are evaluated when they are needed, by tasks that wait for each other
//! (`schedule.rs`).
//!
//! - source to graph: `compile.rs`, `scope.rs`, `ir.rs`, `package.rs`
//! - a node: `unify.rs`, `conjunct.rs`, `fields.rs`, `comprehension.rs`, `disjunction.rs`
//! - what is wrong with it: `close.rs` (misspelt fields), `cycle.rs`, `validate.rs`
//! - expressions: `resolve.rs`, `evaluate.rs`, `operate.rs`, `builtin.rs`, `evaluated.rs`
//! - outside: `tree.rs`, `print.rs`

#![expect(
    clippy::too_many_arguments,
    reason = "environment, group and place of a conjunct travel together with the node"
)]

mod builtin;
mod check;
mod close;
mod compile;
mod comprehension;
mod conjunct;
mod cycle;
mod disjunction;
mod embed;
mod equal;
mod error;
mod evaluate;
mod evaluated;
mod fields;
mod ir;
mod label;
mod node;
mod operate;
mod package;
mod print;
mod profile;
mod regexp;
mod resolve;
mod schedule;
mod scope;
mod session;
mod shape;
mod tree;
mod unify;
mod validate;
mod value;

pub use error::Code;
pub use ir::Attribute;
pub use label::Label;
pub use label::Sym;
pub use node::NodeId;
pub use profile::Limits;
pub use profile::Profile;
pub use session::Session;
pub use shape::Shape;
pub use tree::Field;
pub use tree::Presence;
pub use tree::Problem;
pub use tree::View;
