//! The evaluator under test, behind the few questions that the harness asks.

mod load;
mod tree;

pub(crate) use load::load;

use std::cell::RefCell;
use std::fmt;

use bowsprit::cue::eval;
use bowsprit::cue::eval::Label;
use bowsprit::cue::eval::Limits;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Problem;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::View;
use bowsprit::cue::module::NoLibrary;
use bowsprit::cue::syntax::ast::UnaryOp;
use bowsprit::cue::value::Kind;

use crate::json::Json;

/// Which CUE is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// CUE v0.17.
    Current,
    /// CUE of early 2022.
    Legacy,
}

/// What is evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Names and texts; a folder is a part of the name.
    pub(crate) files: Vec<(String, String)>,
    /// What to load: `.`, `./file.cue`, `./folder`.
    pub(crate) args: Vec<String>,
    /// Which CUE is spoken.
    pub(crate) profile: Profile,
}

/// A value, as seen from outside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// An error of its own.
    Bottom,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number: whether it is an integer, and its text without zeros that do not matter.
    Number(bool, String),
    /// A string.
    String(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// `_`
    Top,
    /// `int`, `string` and so on, and unions of them.
    Kinds(Kind),
    /// `>1`, `=~"x"` and so on.
    Bound(UnaryOp, Item),
    /// A call without its first argument.
    Validator(String, Vec<Item>),
    /// A function.
    Function(String),
    /// Alternatives, and how many of the first are defaults.
    Disjunction(Vec<Item>, usize),
    /// Several at once.
    Conjunction(Vec<Item>),
    /// A struct.
    Struct,
    /// A list, and whether it is open.
    List(bool),
}

/// A value of the evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item(NodeId);

/// A name in a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A regular field.
    Field(String),
    /// `#Name`
    Definition(String),
    /// `_name` or `_#name`, and the package if one is named.
    Hidden(String, Option<String>),
    /// An element.
    Index(u32),
}

/// Whether a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    /// `f:`
    Member,
    /// `f!:`
    Required,
    /// `f?:`
    Optional,
}

/// An error, as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Its code, as upstream names it.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) message: String,
    /// The values in the message.
    pub(crate) args: Vec<String>,
    /// Where, as labels joined by dots.
    pub(crate) path: String,
    /// It came up from a field.
    pub(crate) is_child: bool,
    /// All errors of the value, one by one; empty if there is only this one.
    pub(crate) all: Vec<Report>,
}

impl Report {
    /// What keeps a program from being loaded.
    fn load(message: String) -> Self {
        Self { code: "load".into(), message, ..Self::default() }
    }
}

/// What [`Subject::allows`] asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Any regular field.
    AnyField,
    /// Any element.
    AnyIndex,
    /// One field.
    Name(Name),
}

/// An evaluation.
pub(crate) struct Subject {
    session: RefCell<Session>,
    root: Item,
}

impl Subject {
    /// Evaluates a program; its text cannot be loaded where there is a report.
    pub(crate) fn evaluate(program: &Program) -> Result<Self, Vec<Report>> {
        let loaded = load(program, &NoLibrary)?;
        let profile = match program.profile {
            Profile::Current => eval::Profile::CURRENT,
            Profile::Legacy => eval::Profile::LEGACY,
        };
        let mut session = Session::new(loaded, profile, Limits::default());
        let problems = session.source_problems();
        if !problems.is_empty() {
            return Err(problems.into_iter().map(|problem| report(problem, Vec::new())).collect());
        }
        let root = Item(session.root());
        Ok(Self { session: RefCell::new(session), root })
    }

    /// The whole.
    pub(crate) const fn root(&self) -> Item {
        self.root
    }

    /// What a value is; defaults are not taken, references are followed.
    pub(crate) fn shape(&self, item: Item) -> Shape {
        let items = |nodes: Vec<NodeId>| nodes.into_iter().map(Item).collect();
        match self.session.borrow_mut().shape(item.0) {
            eval::Shape::Bottom => Shape::Bottom,
            eval::Shape::Null => Shape::Null,
            eval::Shape::Bool(value) => Shape::Bool(value),
            eval::Shape::Number(number) => {
                Shape::Number(number.is_int(), plain(&number.to_string()))
            }
            eval::Shape::String(text) => Shape::String(text.to_string()),
            eval::Shape::Bytes(bytes) => Shape::Bytes(bytes.to_vec()),
            eval::Shape::Top => Shape::Top,
            eval::Shape::Kinds(kind) => Shape::Kinds(kind),
            eval::Shape::Bound(op, node) => Shape::Bound(op, Item(node)),
            eval::Shape::Validator(name, nodes) => Shape::Validator(name, items(nodes)),
            eval::Shape::Function(name) => Shape::Function(name),
            eval::Shape::Alternatives(nodes, defaults) => {
                Shape::Disjunction(items(nodes), defaults)
            }
            eval::Shape::All(nodes) => Shape::Conjunction(items(nodes)),
            eval::Shape::Struct => Shape::Struct,
            eval::Shape::List(open) => Shape::List(open),
        }
    }

    /// The error of a value: its own, or a final one of a field.
    pub(crate) fn error(&self, item: Item) -> Option<Report> {
        let errors = self.session.borrow_mut().errors_of(item.0);
        let mut reports = errors.into_iter().map(|(problem, args)| report(problem, args));
        let mut first = reports.next()?;
        first.all = reports.collect();
        if !first.all.is_empty() {
            let own = Report { all: Vec::new(), ..first.clone() };
            first.all.insert(0, own);
        }
        Some(first)
    }

    /// A field or an element.
    pub(crate) fn lookup(&self, item: Item, name: &Name, presence: Presence) -> Option<Item> {
        self.shape(item);
        let fields = self.fields(item);
        let found = fields.into_iter().find(|(other, other_presence, _)| {
            *other_presence == presence && same_name(name, other)
        });
        found.map(|(_, _, item)| item)
    }

    /// All fields, in order.
    pub(crate) fn fields(&self, item: Item) -> Vec<(Name, Presence, Item)> {
        self.shape(item);
        let session = self.session.borrow();
        let presence = |presence| match presence {
            eval::Presence::Regular => Presence::Member,
            eval::Presence::Required => Presence::Required,
            eval::Presence::Optional => Presence::Optional,
        };
        let fields = session.fields(item.0).into_iter();
        fields
            .map(|field| (name(&session, field.label), presence(field.presence), Item(field.node)))
            .collect()
    }

    /// Pattern constraints: patterns and values.
    pub(crate) fn patterns(&self, item: Item) -> Vec<(Item, Item)> {
        let patterns = self.session.borrow_mut().patterns(item.0);
        patterns.into_iter().map(|(pattern, value)| (Item(pattern), Item(value))).collect()
    }

    /// `let`s that are in a struct.
    pub(crate) fn lets(&self, item: Item) -> Vec<(String, Item)> {
        let lets = self.session.borrow_mut().lets(item.0);
        lets.into_iter().map(|(name, node)| (name.to_string(), Item(node))).collect()
    }

    /// The elements of a list.
    pub(crate) fn elements(&self, item: Item) -> Vec<Item> {
        let fields = self.fields(item).into_iter();
        fields
            .filter(|(name, presence, _)| {
                matches!(name, Name::Index(_)) && *presence == Presence::Member
            })
            .map(|(_, _, item)| item)
            .collect()
    }

    /// The default of a value, or the value.
    pub(crate) fn default(&self, item: Item) -> Item {
        match self.session.borrow_mut().view(item.0) {
            View::Default(node) => Item(node),
            _ => item,
        }
    }

    /// The kinds that a value may be of.
    pub(crate) fn kind(&self, item: Item) -> Kind {
        self.session.borrow_mut().kinds(item.0)
    }

    /// Whether a definition or `close` closes a value.
    pub(crate) fn is_closed(&self, item: Item) -> bool {
        self.session.borrow_mut().is_marked_closed(item.0)
    }

    /// Whether a field may be added.
    pub(crate) fn allows(&self, item: Item, asked: &Asked) -> bool {
        let mut session = self.session.borrow_mut();
        match asked {
            Asked::AnyField => session.allows_any(item.0),
            Asked::AnyIndex => {
                matches!(session.view(item.0), View::List { open: true })
                    || !session.kinds(item.0).without(Kind::LIST).meets(Kind::STRUCT)
                        && !session.is_closed(item.0)
            }
            Asked::Name(Name::Field(name)) => session.allows(item.0, name),
            Asked::Name(Name::Index(index)) => {
                let open = matches!(session.view(item.0), View::List { open: true });
                open || session.fields(item.0).iter().filter(|field| field.label.is_int()).count()
                    > *index as usize
            }
            Asked::Name(Name::Definition(_) | Name::Hidden(..)) => true,
        }
    }

    /// Attributes of a field: names and bodies.
    pub(crate) fn attributes(&self, item: Item) -> Vec<(String, String)> {
        let attributes = self.session.borrow().attributes(item.0);
        attributes.iter().map(|one| (one.name.to_string(), one.body.to_string())).collect()
    }

    /// A value as CUE, for reports.
    pub(crate) fn text(&self, item: Item) -> String {
        match self.error(item) {
            Some(error) => format!("_|_({}: {})", error.code, error.message),
            None => tree::tree(self, item, 6).to_string(),
        }
    }

    /// The whole tree.
    pub(crate) fn tree(&self) -> Json {
        tree::tree(self, self.root, 200)
    }

    /// The whole as JSON, or why there is none.
    pub(crate) fn export(&self) -> Result<Json, Box<Report>> {
        let root = self.root.0;
        for concrete in [false, true] {
            let problems = self.session.borrow_mut().problems(root, concrete);
            if let Some(problem) = problems.into_iter().next() {
                return Err(Box::new(report(problem, Vec::new())));
            }
        }
        let whole = self.session.borrow_mut().value(root);
        if let Err(problems) = whole {
            let told = problems.into_iter().next().map(|problem| report(problem, Vec::new()));
            // cue, too, says so only when it writes the value down.
            return Err(Box::new(Report { code: "incomplete".into(), ..told.unwrap_or_default() }));
        }
        Ok(tree::export(self, self.root))
    }
}

fn report(problem: Problem, args: Vec<String>) -> Report {
    Report {
        code: problem.code.name().to_owned(),
        message: problem.message,
        args,
        path: problem.path,
        ..Report::default()
    }
}

fn name(session: &Session, label: Label) -> Name {
    let text = session.label_text(label);
    match label {
        Label::Int(index) => Name::Index(index),
        Label::String(_) => Name::Field(session.label_name(label).to_string()),
        Label::Definition(_) => Name::Definition(text),
        Label::Hidden(..) | Label::HiddenDefinition(..) | Label::Let(..) => {
            Name::Hidden(text, None)
        }
    }
}

fn same_name(asked: &Name, name: &Name) -> bool {
    match (asked, name) {
        (Name::Hidden(left, _), Name::Hidden(right, _)) => left == right,
        _ => asked == name,
    }
}

/// The text of a number without what does not matter to its value.
pub(crate) fn plain(text: &str) -> String {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().unwrap_or(0_i64)),
        None => (text, 0),
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{part}");
    let mut exponent = exponent - i64::try_from(part.len()).unwrap_or_default();
    while digits.len() > 1 && digits.ends_with('0') {
        digits.pop();
        exponent += 1;
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { "0".into() } else { format!("{sign}{digits}e{exponent}") }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) | Self::Definition(name) | Self::Hidden(name, None) => {
                f.write_str(name)
            }
            Self::Hidden(name, Some(package)) => write!(f, "{name}${package}"),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}
