//! Evaluation: from what is said of values to what they are.
//!
//! A [`Session`] holds a graph. A node is a place in the tree with *conjuncts*: expressions, each in
//! an environment that says what names mean. Nothing is ever substituted: a reference adds the
//! conjuncts of what it names, in their own environments, so a field means something else wherever
//! it ends up. Nodes are evaluated when they are needed, by tasks that wait for each other
//! (`schedule.rs`).
//!
//! ```
//! use bowsprit::cue::eval::{Limits, Profile, Session, Show, View};
//! use bowsprit::cue::module::{Program, Source};
//! use bowsprit::cue::syntax::{parse_file, print_expr};
//!
//! let text = b"#Port: int & >0 & <65536\nport: #Port & 80\nother: #Port\n";
//! let source = Source { path: "a.cue".into(), text: text.as_slice().into() };
//! let program = Program::single(vec![(source, parse_file(0, text).file)]);
//! let mut session = Session::new(program, Profile::CURRENT, Limits::default());
//! let root = session.root();
//! let port = session.field(root, "port").expect("a field");
//! assert!(matches!(session.view(port), View::Number(_)));
//! let other = session.field(root, "other").expect("a field");
//! assert_eq!(print_expr(&session.syntax(other, Show::default())), "uint & >0 & <65536");
//! let problems = session.problems(root, true);
//! assert_eq!(problems[0].path, "other");
//! ```
//!
//! - source to graph: `compile.rs`, `declare.rs`, `express.rs`, `scope.rs`, `ir.rs`, `package.rs`
//! - when what is done: `schedule.rs`, `condition.rs`, `task.rs`
//! - a node: `unify.rs`, `conjunct.rs`, `insert.rs`, `share.rs`, `fields.rs`, `pattern.rs`, `list.rs`,
//!   `comprehension.rs`
//! - one of several: `disjunction.rs`, `alternative.rs`, `copy.rs`, `trial.rs`
//! - what is wrong with it: `close.rs` and `typo.rs` (misspelt fields), `cycle.rs`, `validate.rs`
//! - expressions: `evaluate.rs`, `resolve.rs`, `known.rs`, `operator.rs`, `operate.rs`
//! - calls: `builtin.rs`, `language.rs`, `evaluated.rs`, `argument.rs`
//! - outside: `order.rs` and `precedence.rs` (of fields), `tree.rs`, `fill.rs`,
//!   `document.rs`, `reference.rs`, `shape.rs`, `range.rs`, `syntax.rs`, `print.rs`, `report.rs`

#![expect(
    clippy::too_many_arguments,
    reason = "environment, group and place of a conjunct travel together with the node"
)]

mod alternative;
#[cfg(test)]
mod any_order;
mod argument;
mod builtin;
mod check;
mod close;
mod compact;
mod compile;
mod comprehension;
mod condition;
mod conjunct;
mod copy;
mod cycle;
mod declare;
mod disjunction;
mod document;
mod embed;
mod equal;
mod error;
mod evaluate;
mod evaluated;
mod express;
mod fields;
mod fill;
mod insert;
mod ir;
mod known;
mod label;
mod language;
mod list;
mod met;
mod node;
mod operate;
mod operator;
mod order;
mod package;
mod pattern;
mod place;
mod precedence;
mod print;
mod profile;
mod range;
mod reach;
mod reference;
mod regexp;
mod report;
mod resolve;
mod schedule;
mod scope;
mod session;
mod shape;
mod share;
mod syntax;
mod task;
#[cfg(test)]
mod tests;
mod tree;
mod trial;
mod typo;
mod unify;
mod validate;
mod value;

pub use document::Document;
pub use error::Code;
pub use fill::Fill;
pub use ir::Attribute;
pub use label::Label;
pub use label::Sym;
pub use node::NodeId;
pub use profile::Limits;
pub use profile::Profile;
pub use session::Session;
pub use shape::Shape;
pub use syntax::Show;
pub use tree::Field;
pub use tree::Presence;
pub use tree::Problem;
pub use tree::View;
