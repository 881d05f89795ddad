//! Values, names and messages as text.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::go::quote::quote;

use super::Label;
use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::node::ArcType;
use super::node::Base;
use super::node::NodeId;
use super::range;
use super::value::Bound;
use super::value::Val;

/// Values in messages are cut off here.
pub(super) const LONGEST: usize = 400;

impl Session {
    /// A name as CUE writes it.
    pub fn label_text(&self, label: Label) -> String {
        match label {
            Label::Int(index) => index.to_string(),
            Label::String(name) => {
                let text = self.symbols.text(name);
                if is_plain(&text) { text.to_string() } else { quote(&text) }
            }
            Label::Definition(name)
            | Label::Hidden(name, _)
            | Label::HiddenDefinition(name, _)
            | Label::Let(name, _) => self.symbols.text(name).to_string(),
        }
    }

    /// The path of a node, from the root of its tree.
    pub fn path(&self, node: NodeId) -> Vec<Label> {
        let mut labels = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at {
            let this = self.node(node);
            labels.extend(this.label);
            at = this.parent;
        }
        labels.reverse();
        labels
    }

    /// The path of a node as errors show it.
    pub(super) fn path_text(&self, node: NodeId) -> Rc<str> {
        self.labels_text(&self.path(node)).into()
    }

    /// Names as a path.
    pub(super) fn labels_text(&self, labels: &[Label]) -> String {
        let texts: Vec<String> = labels.iter().map(|label| self.label_text(*label)).collect();
        texts.join(".")
    }

    /// A message, written out.
    pub(super) fn message_text(&self, error: &Bottom) -> String {
        let mut out = self.own_message(error);
        if let [cause] = &*error.causes {
            let _ = write!(out, ": {}", self.message_text(cause));
        }
        out
    }

    /// The message of an error without its causes.
    pub(super) fn own_message(&self, error: &Bottom) -> String {
        let mut out = String::new();
        let mut args = error.message.args.iter();
        let mut rest = error.message.template;
        while let Some(place) = rest.find("{}") {
            out.push_str(&rest[..place]);
            rest = &rest[place + 2..];
            match args.next() {
                Some(arg) => out.push_str(&self.arg_text(arg)),
                None => out.push_str("{}"),
            }
        }
        out.push_str(rest);
        out
    }

    pub(super) fn arg_text(&self, arg: &Arg) -> String {
        match arg {
            Arg::Val(value) => self.value_text(value),
            Arg::Kind(kind) => kind.to_string(),
            Arg::Label(label) => self.label_text(*label),
            Arg::Text(text) => text.to_string(),
            Arg::Int(number) => number.to_string(),
            Arg::Source(span) => self.text_at(*span).to_string(),
            Arg::Struct(literal) => self.struct_text(literal),
            Arg::Expr(expr) => self.expr_text(expr),
        }
    }

    /// A value on one line.
    pub(super) fn value_text(&self, value: &Val) -> String {
        let mut out = String::new();
        self.write_value(&mut out, value, 0);
        out
    }

    fn write_value(&self, out: &mut String, value: &Val, depth: u32) {
        if out.len() > LONGEST {
            if !out.ends_with('…') {
                out.push('…');
            }
            return;
        }
        match value {
            // Not the message: the value may have become the error that this is a part of.
            Val::Bottom(_) => out.push_str("_|_"),
            Val::Null => out.push_str("null"),
            Val::Bool(value) => {
                let _ = write!(out, "{value}");
            }
            Val::Num(number) => {
                let _ = write!(out, "{number}");
            }
            Val::Str(text) => out.push_str(&quote(text)),
            Val::Bytes(bytes) => {
                let quoted = crate::go::quote::quote_bytes(bytes);
                let inner = quoted[1..quoted.len() - 1].replace('\'', "\\'").replace("\\\"", "\"");
                let _ = write!(out, "'{inner}'");
            }
            Val::Top => out.push('_'),
            Val::Basic(kind) => {
                let _ = write!(out, "{kind}");
            }
            Val::Bound(bound) => self.write_bound(out, bound, depth),
            Val::Builtin(builtin) => out.push_str(&Self::builtin_name(*builtin)),
            Val::Validator(validator) => {
                out.push_str(&Self::builtin_name(validator.builtin));
                out.push('(');
                self.write_all(out, &validator.args, ", ", depth);
                out.push(')');
            }
            Val::Disjunction(disjunction) => {
                for (index, value) in disjunction.values.iter().enumerate() {
                    if index > 0 {
                        out.push_str(" | ");
                    }
                    if index < disjunction.defaults {
                        out.push('*');
                    }
                    self.write_value(out, value, depth);
                }
            }
            Val::Conjunction(values) => match range::name_of(values) {
                Some(name) => out.push_str(name),
                None => self.write_all(out, values, " & ", depth),
            },
            Val::Node(node) => self.write_node(out, *node, depth),
        }
    }

    fn write_bound(&self, out: &mut String, bound: &Bound, depth: u32) {
        out.push_str(Self::bound_text(bound));
        self.write_value(out, &bound.value, depth);
    }

    fn write_all(&self, out: &mut String, values: &[Val], between: &str, depth: u32) {
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                out.push_str(between);
            }
            self.write_value(out, value, depth);
        }
    }

    fn write_node(&self, out: &mut String, node: NodeId, depth: u32) {
        if depth > 20 {
            out.push('…');
            return;
        }
        let node = self.deref(node);
        match &self.node(node).base {
            Base::Val(Val::Bottom(_)) if self.node(node).arcs.is_empty() => out.push_str("_|_"),
            Base::Struct | Base::List { .. } | Base::Val(Val::Bottom(_)) => {
                // What is wrong as a whole is shown as what its fields are of.
                let first = self.node(node).arcs.iter().find_map(|arc| self.node(*arc).label);
                let is_list = matches!(self.node(node).base, Base::List { .. })
                    || first.is_some_and(Label::is_int);
                out.push(if is_list { '[' } else { '{' });
                self.write_fields(out, node, depth);
                out.push(if is_list { ']' } else { '}' });
            }
            Base::Val(value) => self.write_value(out, value, depth + 1),
            Base::None | Base::Cycle => out.push('_'),
        }
    }

    fn write_fields(&self, out: &mut String, node: NodeId, depth: u32) {
        let mut first = true;
        for arc in &self.node(node).arcs {
            let field = self.node(*arc);
            let Some(label) = field.label else { continue };
            if label.is_let() || field.arc > ArcType::Optional {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            if !label.is_int() {
                let _ = write!(out, "{}{}:", self.label_text(label), field.arc.mark());
            }
            self.write_node(out, *arc, depth + 1);
        }
    }
}

/// Whether a name can be written without quotes.
pub(super) fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '$' || c == '_');
    starts && !text.starts_with('_') && chars.all(|c| c.is_alphanumeric() || c == '$' || c == '_')
}
