//! What can be wrong with a text.

use std::fmt;

use thiserror::Error;

use super::Span;
use super::literal::LiteralError;
use super::token::Token;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{kind}")]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where.
    pub span: Span,
}

/// What is wrong with a text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A zero byte.
    #[error("illegal character NUL")]
    Nul,
    /// Bytes that are no UTF-8.
    #[error("illegal UTF-8 encoding")]
    Utf8,
    /// A byte order mark that is not at the start.
    #[error("illegal byte order mark")]
    ByteOrderMark,
    /// A character that starts no word.
    #[error("illegal character {}", Character(*.0))]
    Character(char),
    /// `__#name`.
    #[error("illegal token {}", crate::go::quote::quote(.0))]
    Token(Box<str>),
    /// `..`
    #[error("illegal token '..'; expected '.'")]
    TwoDots,
    /// `_` at a wrong place of a number.
    #[error("illegal '_' in number")]
    Underscore,
    /// A number without digits, or an integer with a zero in front.
    #[error("illegal {0} number")]
    Number(&'static str),
    /// An exponent without digits.
    #[error("illegal exponent in number")]
    Exponent,
    /// A number that is not what it seems.
    #[error("parse error: {0}")]
    NumberValue(LiteralError),
    /// `\ooo` or `\xhh` in a string.
    #[error("{0} escape not allowed in string literal")]
    ByteEscape(&'static str),
    /// A letter behind `\` that means nothing.
    #[error("unknown escape sequence")]
    Escape,
    /// The text ends in an escape sequence.
    #[error("escape sequence not terminated")]
    EscapeEnd,
    /// A character that is no digit.
    #[error("illegal character {} in escape sequence", Character(*.0))]
    EscapeDigit(char),
    /// A number beyond all characters.
    #[error("escape sequence is invalid Unicode code point")]
    EscapeRange,
    /// A string without an end.
    #[error("string literal not terminated")]
    StringEnd,
    /// Lines of a string that are indented less than its last line.
    #[error("non-matching whitespace for multiline strings")]
    Indentation,
    /// Text behind the quotes that open several lines.
    #[error("expected newline after multiline quote {0}")]
    MultilineQuote(Box<str>),
    /// A string whose text cannot be decoded.
    #[error("{0}")]
    Quotes(LiteralError),
    /// A string whose text cannot be decoded.
    #[error("invalid string: {0}")]
    String(LiteralError),
    /// A label whose text cannot be decoded.
    #[error("invalid string label: {0}")]
    StringLabel(LiteralError),
    /// A string with interpolations whose quotes do not match.
    #[error("invalid interpolation: {0}")]
    Interpolation(LiteralError),
    /// `@name` without parentheses.
    #[error("invalid attribute: expected '('")]
    Attribute,
    /// An attribute that is not closed.
    #[error("attribute missing '{0}'")]
    AttributeEnd(Token),
    /// A string with interpolations in an attribute.
    #[error("interpolation not allowed in attribute")]
    AttributeInterpolation,
    /// A closing parenthesis that nothing opened.
    #[error("unexpected '{0}'")]
    Unexpected(Token),
    /// Something else was expected.
    #[error("expected {wanted}{found}")]
    Expected {
        /// What should be there.
        wanted: &'static str,
        /// What is there.
        found: Found,
    },
    /// Two things that should be separated.
    #[error("missing ',' in {0}")]
    MissingComma(&'static str),
    /// Two lines that should be separated.
    #[error("missing ',' before newline in {0}")]
    MissingCommaBeforeNewline(&'static str),
    /// A name that is not for users.
    #[error("identifiers starting with '__' are reserved")]
    Reserved,
    /// `[a, b]:`
    #[error("square bracket must have exactly one element")]
    Brackets,
    /// A file that asks for something unknown.
    #[error("parsing experiments for version \"{version}\": {problem}")]
    Experiments {
        /// The language version of the file.
        version: Box<str>,
        /// What is wrong.
        problem: Box<str>,
    },
    /// Syntax that a file must ask for.
    #[error("{0} requires @experiment({1})")]
    Experiment(&'static str, &'static str),
    /// `X=` in a file that asked for `~X`.
    #[error(
        "old-style alias syntax (=) is not allowed with @experiment(aliasv2); use postfix syntax \
         (~X or ~(K,V))"
    )]
    OldAlias,
    /// `fallback` or `otherwise` behind a single clause.
    #[error("use 'else' with single 'if' or 'try' clause")]
    UseElse,
    /// `else` behind several clauses.
    #[error("use 'otherwise' for comprehensions with multiple clauses or 'for' clauses")]
    UseOtherwise,
    /// An import path with characters that are not allowed.
    #[error("invalid import path: {0}")]
    ImportPath(Box<str>),
    /// `import #name`
    #[error("cannot import package as definition identifier")]
    ImportDefinition,
    /// `package #name`
    #[error("invalid package name {0}")]
    PackageName(Box<str>),
    /// `X=5:`
    #[error("integer fields not supported")]
    IntegerLabel,
    /// `X=5.0:`
    #[error("float {0} cannot be used as label")]
    FloatLabel(Box<str>),
    /// `[...x]:`
    #[error("{0} values not allowed in this position")]
    PatternElement(&'static str),
    /// A name that two things in a block have.
    #[error("alias {} redeclared in same scope", crate::go::quote::quote(.0))]
    AliasTwice(Box<str>),
    /// A name that an alias and a field have.
    #[error(
        "cannot have both alias and field with name {} in same scope", crate::go::quote::quote(.0)
    )]
    AliasAndField(Box<str>),
    /// `X=a~Y:`
    #[error("{0} has both label alias and postfix alias")]
    TwoAliases(&'static str),
    /// `a~_:`
    #[error("single postfix alias \"_\" field cannot be the blank identifier")]
    BlankAlias,
    /// `a~(_, _):`
    #[error("both label and field in postfix alias cannot be the blank identifier")]
    BlankAliases,
    /// A pattern that names a field of its own struct.
    #[error(
        "reference {} in label expression refers to field against which it would be matched",
        crate::go::quote::quote(.0)
    )]
    LabelReference(Box<str>),
    /// Parentheses within parentheses, without end.
    #[error("nested too deeply")]
    Depth,
    /// A text of several gigabytes.
    #[error("file too large")]
    Size,
}

/// What is there instead of what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Something that was passed already.
    Passed,
    /// The end of a line.
    Newline,
    /// A word.
    Token(Token),
    /// A word, and its text.
    Literal(Token, Box<str>),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => Ok(()),
            Self::Newline => f.write_str(", found newline"),
            Self::Token(token) => write!(f, ", found '{token}'"),
            Self::Literal(token, text) => write!(f, ", found '{token}' {text}"),
        }
    }
}

/// A character, as Go's `%#U` writes it.
struct Character(char);

impl fmt::Display for Character {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.0))?;
        if crate::go::print::is_print(self.0) { write!(f, " '{}'", self.0) } else { Ok(()) }
    }
}
