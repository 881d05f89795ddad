//! The syntax tree of a CUE file.
//!
//! The tree keeps what a reader can see: every node has the [`Span`] of its words, literals are
//! decoded, parentheses and shorthand structs (`a: b: 1`) are kept so that a file can be printed.

use std::sync::Arc;

use super::experiment::Experiments;

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file, as numbered by whoever parses.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Span {
    /// The place of a byte. It is not empty: the default span is no place.
    pub fn at(file: u32, byte: usize) -> Self {
        let start = u32::try_from(byte).unwrap_or(u32::MAX);
        Self { file, start, end: start.saturating_add(1) }
    }
}

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// `package name`; `_` is no package.
    pub package: Option<Ident>,
    /// All imports, in order.
    pub imports: Vec<Import>,
    /// Everything else, file attributes included, in order.
    pub decls: Vec<Decl>,
    /// Comments by place, for printing; doc comments are in [`Field::doc`] as well.
    pub comments: Vec<Comment>,
    /// What the file asks for beyond its version of the language.
    pub experiments: Experiments,
    /// Its first word that is no comment; nowhere if there is none.
    pub start: Span,
}

/// `import name "path:qualifier"`.
#[derive(Clone, Debug)]
pub struct Import {
    /// The local name, if written.
    pub name: Option<Ident>,
    /// The decoded path, with qualifier and version.
    pub path: Arc<str>,
    /// Where the path is written.
    pub span: Span,
    /// All of the `import` it belongs to, if that has parentheses.
    pub group: Option<Span>,
}

/// A `//` comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// The text, from `//` on, without the end of the line.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

/// A name, quotes not included; `#`, `_` and `_#` are part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Arc<str>,
    /// Where.
    pub span: Span,
}

/// A line of a struct or file.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `label: value`.
    Field(Box<Field>),
    /// An expression that stands alone: an embedding.
    Embed(Expr),
    /// `for`, `if`, `try`, `let` clauses with a struct.
    Comprehension(Box<Comprehension>),
    /// `let x = value`.
    Let(Box<Let>),
    /// `...` or, where a file allows it, `...T`.
    Ellipsis(Ellipsis),
    /// `@name(body)` on its own.
    Attribute(Attribute),
}

/// `label: value @attribute()`.
#[derive(Clone, Debug)]
pub struct Field {
    /// What is in front of the colon.
    pub label: Label,
    /// `X=` in front of the label.
    pub alias: Option<Ident>,
    /// `~X` or `~(K,V)` behind the label.
    pub postfix_alias: Option<PostfixAlias>,
    /// `?` or `!`.
    pub constraint: Constraint,
    /// The value; a shorthand `a: b: 1` is a struct with `braces: false`.
    pub value: Expr,
    /// Attributes behind the value.
    pub attributes: Vec<Attribute>,
    /// The doc comment: the text of the comment group right above, without `// `.
    pub doc: Option<Arc<str>>,
    /// Label to value.
    pub span: Span,
}

/// `~X`, `~(X)` or `~(K, V)` behind a label.
#[derive(Clone, Debug, Default)]
pub struct PostfixAlias {
    /// The name of the label, in `~(K, V)`; `_` is none.
    pub label: Option<Ident>,
    /// The name of the field.
    pub field: Option<Ident>,
    /// All of it.
    pub span: Span,
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Constraint {
    /// `f:` is there.
    #[default]
    None,
    /// `f?:` may be there.
    Optional,
    /// `f!:` must be given elsewhere.
    Required,
}

/// What stands in front of a colon.
#[derive(Clone, Debug)]
pub enum Label {
    /// `name`, `#Def`, `_hidden`, or a keyword.
    Ident(Ident),
    /// A quoted string without interpolations, decoded.
    String(Arc<str>, Span),
    /// A quoted string with interpolations.
    Interpolation(Interpolation),
    /// `(expr)`.
    Dynamic(Expr),
    /// `[expr]` or `[X=expr]` (the expression is then an [`Expr::Alias`]).
    Pattern(Expr, Span),
}

/// `let name = value`.
#[derive(Clone, Debug)]
pub struct Let {
    /// The name.
    pub name: Ident,
    /// The value.
    pub value: Expr,
    /// All of it.
    pub span: Span,
}

/// `...` or `...T`.
#[derive(Clone, Debug)]
pub struct Ellipsis {
    /// The type of further elements.
    pub value: Option<Expr>,
    /// All of it.
    pub span: Span,
}

/// `@name(body)`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Arc<str>,
    /// What is between the parentheses, as written.
    pub body: Arc<str>,
    /// All of it.
    pub span: Span,
}

/// Clauses and a body.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// At least one.
    pub clauses: Vec<Clause>,
    /// The struct in braces.
    pub body: Struct,
    /// `else {}`, `fallback {}` or `otherwise {}`.
    pub fallback: Option<Fallback>,
    /// All of it.
    pub span: Span,
}

/// What a comprehension yields if it yields nothing else.
#[derive(Clone, Debug)]
pub struct Fallback {
    /// `else`, `fallback` or `otherwise`.
    pub keyword: Ident,
    /// The struct behind it.
    pub body: Struct,
}

/// A part of a comprehension in front of its struct.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `for key, value in source`.
    For {
        /// The name of the label or index.
        key: Option<Ident>,
        /// The name of the value.
        value: Ident,
        /// What is walked.
        source: Expr,
        /// All of it.
        span: Span,
    },
    /// `if condition`.
    If {
        /// The condition.
        condition: Expr,
        /// All of it.
        span: Span,
    },
    /// `let name = value`.
    Let {
        /// The name.
        name: Ident,
        /// The value.
        value: Expr,
        /// All of it.
        span: Span,
    },
    /// `try` or `try name = value`.
    Try {
        /// The name and the value.
        binding: Option<(Ident, Expr)>,
        /// All of it.
        span: Span,
    },
}

/// `{ … }`, or the value of a shorthand field.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The lines.
    pub decls: Vec<Decl>,
    /// Whether it is written with braces.
    pub braces: bool,
    /// All of it.
    pub span: Span,
}

/// An element of a list.
#[derive(Clone, Debug)]
pub enum Element {
    /// A value.
    Value(Expr),
    /// Values that a comprehension yields.
    Comprehension(Box<Comprehension>),
    /// `...` or `...T`; always the last.
    Ellipsis(Ellipsis),
}

/// A string or bytes with expressions inside.
#[derive(Clone, Debug)]
pub struct Interpolation {
    /// Texts and expressions in turn.
    pub parts: Vec<Part>,
    /// Whether it makes bytes (`'…'`).
    pub bytes: bool,
    /// All of it.
    pub span: Span,
}

/// A part of an interpolation.
#[derive(Clone, Debug)]
pub enum Part {
    /// Decoded text; in bytes it need not be UTF-8.
    Text(Vec<u8>),
    /// `\(expr)`.
    Expr(Expr),
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
    /// `*`, the mark of a default
    Default,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
}

impl UnaryOp {
    /// The operator as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Not => "!",
            Self::Default => "*",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
        }
    }
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BinaryOp {
    /// `|`
    Or,
    /// `&`
    And,
    /// `||`
    LogicalOr,
    /// `&&`
    LogicalAnd,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    /// The operator as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Or => "|",
            Self::And => "&",
            Self::LogicalOr => "||",
            Self::LogicalAnd => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// A mark behind an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostfixOp {
    /// `x?`
    Optional,
    /// `x...`
    Open,
}

/// A selector behind a dot.
#[derive(Clone, Debug)]
pub enum Selector {
    /// `.name`
    Ident(Ident),
    /// `."name"`, decoded.
    String(Arc<str>, Span),
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// What could not be read; an error was reported for it.
    Bad(Span),
    /// `_|_`
    Bottom(Span),
    /// `null`
    Null(Span),
    /// `true` or `false`
    Bool(bool, Span),
    /// A number as written, known to be valid; `Number::from_literal` reads it.
    Number(Arc<str>, Span),
    /// A string, decoded.
    String(Arc<str>, Span),
    /// Bytes, decoded.
    Bytes(Arc<[u8]>, Span),
    /// A string or bytes with expressions inside.
    Interpolation(Interpolation),
    /// A name; `_` is top.
    Ident(Ident),
    /// `{ … }`
    Struct(Struct),
    /// `[ … ]`
    List(Vec<Element>, Span),
    /// `operand.label`
    Selector(Box<Expr>, Selector, Span),
    /// `operand[index]`
    Index(Box<Expr>, Box<Expr>, Span),
    /// `operand[low:high]`
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>, Span),
    /// `callee(arguments)`
    Call(Box<Expr>, Vec<Expr>, Span),
    /// An operator in front of an operand.
    Unary(UnaryOp, Box<Expr>, Span),
    /// An operator between operands; the first span is the operator's.
    Binary(BinaryOp, Box<Expr>, Box<Expr>, Span, Span),
    /// An operand with a mark behind it.
    Postfix(PostfixOp, Box<Expr>, Span),
    /// `(expr)`
    Paren(Box<Expr>, Span),
    /// `X=expr`, where a value or a pattern may have a name.
    Alias(Ident, Box<Expr>, Span),
    /// `func(T, U): V`, which the parser reads and nothing evaluates.
    Func(Vec<Expr>, Box<Expr>, Span),
}

impl Expr {
    /// Where it is written.
    pub const fn span(&self) -> Span {
        match self {
            Self::Bad(span)
            | Self::Bottom(span)
            | Self::Null(span)
            | Self::Bool(_, span)
            | Self::Number(_, span)
            | Self::String(_, span)
            | Self::Bytes(_, span)
            | Self::List(_, span)
            | Self::Selector(_, _, span)
            | Self::Index(_, _, span)
            | Self::Slice(_, _, _, span)
            | Self::Call(_, _, span)
            | Self::Unary(_, _, span)
            | Self::Binary(_, _, _, _, span)
            | Self::Postfix(_, _, span)
            | Self::Paren(_, span)
            | Self::Alias(_, _, span)
            | Self::Func(_, _, span) => *span,
            Self::Interpolation(interpolation) => interpolation.span,
            Self::Ident(ident) => ident.span,
            Self::Struct(body) => body.span,
        }
    }
    /// The expressions that an operator, call or parenthesis holds, in order; none for the rest.
    pub fn operands(&self) -> Vec<&Self> {
        match self {
            Self::Selector(operand, ..)
            | Self::Unary(_, operand, _)
            | Self::Postfix(_, operand, _)
            | Self::Paren(operand, _)
            | Self::Alias(_, operand, _) => vec![operand],
            Self::Binary(_, left, right, ..) => vec![left, right],
            Self::Index(operand, index, _) => vec![operand, index],
            Self::Slice(operand, low, high, _) => {
                let bounds = [low, high].into_iter().flatten().map(|bound| &**bound);
                std::iter::once(&**operand).chain(bounds).collect()
            }
            Self::Call(callee, arguments, _) => {
                std::iter::once(&**callee).chain(arguments).collect()
            }
            Self::Func(params, result, _) => {
                params.iter().chain(std::iter::once(&**result)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The expressions that it is made of, declarations of structs included.
    pub fn inner(&self) -> Vec<&Self> {
        match self {
            Self::Struct(body) => body.inner(),
            Self::List(elements, _) => {
                let values = elements.iter().flat_map(|element| match element {
                    Element::Value(expr) => vec![expr],
                    Element::Comprehension(comprehension) => comprehension.inner(),
                    Element::Ellipsis(ellipsis) => ellipsis.value.iter().collect(),
                });
                values.collect()
            }
            Self::Interpolation(interpolation) => interpolation.inner(),
            expr => expr.operands(),
        }
    }
}

impl Interpolation {
    fn inner(&self) -> Vec<&Expr> {
        let exprs = self.parts.iter().filter_map(|part| match part {
            Part::Expr(expr) => Some(expr),
            Part::Text(_) => None,
        });
        exprs.collect()
    }
}

impl Struct {
    fn inner(&self) -> Vec<&Expr> {
        self.decls.iter().flat_map(Decl::inner).collect()
    }
}

impl Decl {
    /// The expressions that it is made of.
    pub fn inner(&self) -> Vec<&Expr> {
        match self {
            Self::Field(field) => {
                let mut all = match &field.label {
                    Label::Pattern(expr, _) | Label::Dynamic(expr) => vec![expr],
                    Label::Interpolation(interpolation) => interpolation.inner(),
                    Label::Ident(_) | Label::String(..) => Vec::new(),
                };
                all.push(&field.value);
                all
            }
            Self::Embed(expr) => vec![expr],
            Self::Comprehension(comprehension) => comprehension.inner(),
            Self::Let(binding) => vec![&binding.value],
            Self::Ellipsis(ellipsis) => ellipsis.value.iter().collect(),
            Self::Attribute(_) => Vec::new(),
        }
    }
}

impl Comprehension {
    fn inner(&self) -> Vec<&Expr> {
        let clauses = self.clauses.iter().filter_map(|clause| match clause {
            Clause::For { source, .. } => Some(source),
            Clause::If { condition, .. } => Some(condition),
            Clause::Let { value, .. } => Some(value),
            Clause::Try { binding, .. } => binding.as_ref().map(|(_, value)| value),
        });
        let fallback = self.fallback.iter().map(|fallback| &fallback.body);
        let bodies = std::iter::once(&self.body).chain(fallback);
        clauses.chain(bodies.flat_map(Struct::inner)).collect()
    }
}
