//! The words of the language.

use std::fmt;

/// A kind of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// What is no word.
    Illegal,
    /// The end of the text.
    Eof,
    /// `// …`
    Comment,
    /// `@name(…)`
    Attribute,
    /// A name.
    Ident,
    /// An integer, such as `12_345Mi`.
    Int,
    /// A number with a point or an exponent.
    Float,
    /// A string or bytes, quotes included.
    String,
    /// The part of a string or bytes in front of its first interpolation.
    Interpolation,
    /// `_|_`
    Bottom,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `&`
    And,
    /// `|`
    Or,
    /// `&&`
    LogicalAnd,
    /// `||`
    LogicalOr,
    /// `=`
    Bind,
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `!`
    Not,
    /// `<-`
    Arrow,
    /// `!=`
    NotEqual,
    /// `<=`
    LessEqual,
    /// `>=`
    GreaterEqual,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
    /// `(`
    LeftParen,
    /// `[`
    LeftBracket,
    /// `{`
    LeftBrace,
    /// `,`, written or implied by the end of a line
    Comma,
    /// `.`
    Period,
    /// `...`
    Ellipsis,
    /// `)`
    RightParen,
    /// `]`
    RightBracket,
    /// `}`
    RightBrace,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `?`
    Option,
    /// `~`
    Tilde,
    /// `if`
    If,
    /// `else`
    Else,
    /// `for`
    For,
    /// `in`
    In,
    /// `let`
    Let,
    /// `try`
    Try,
    /// `fallback`
    Fallback,
    /// `otherwise`
    Otherwise,
    /// `func`
    Func,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

impl Token {
    /// The keyword that a name is, if it is one.
    pub fn keyword(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"if" => Self::If,
            b"else" => Self::Else,
            b"for" => Self::For,
            b"in" => Self::In,
            b"let" => Self::Let,
            b"try" => Self::Try,
            b"fallback" => Self::Fallback,
            b"otherwise" => Self::Otherwise,
            b"func" => Self::Func,
            b"true" => Self::True,
            b"false" => Self::False,
            b"null" => Self::Null,
            _ => return None,
        })
    }

    /// Whether it is a keyword.
    pub const fn is_keyword(self) -> bool {
        self as u8 >= Self::If as u8
    }

    /// Whether the text of the word says more than its kind.
    pub const fn is_literal(self) -> bool {
        matches!(
            self,
            Self::Ident
                | Self::Int
                | Self::Float
                | Self::String
                | Self::Interpolation
                | Self::Bottom
        )
    }

    /// How strongly it binds its operands; 0 if it is no operator between two.
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::LogicalOr => 3,
            Self::LogicalAnd => 4,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::Match
            | Self::NotMatch => 5,
            Self::Add | Self::Subtract => 6,
            Self::Multiply | Self::Divide => 7,
            _ => 0,
        }
    }

    /// How it is written, or the name of its kind.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Illegal => "ILLEGAL",
            Self::Eof => "EOF",
            Self::Comment => "COMMENT",
            Self::Attribute => "ATTRIBUTE",
            Self::Ident => "IDENT",
            Self::Int => "INT",
            Self::Float => "FLOAT",
            Self::String => "STRING",
            Self::Interpolation => "INTERPOLATION",
            Self::Bottom => "_|_",
            _ if self.is_keyword() => self.keyword_text(),
            _ => self.operator_text(),
        }
    }

    const fn operator_text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::And => "&",
            Self::Or => "|",
            Self::LogicalAnd => "&&",
            Self::LogicalOr => "||",
            Self::Bind => "=",
            Self::Equal => "==",
            Self::Less => "<",
            Self::Greater => ">",
            Self::Not => "!",
            Self::Arrow => "<-",
            Self::NotEqual => "!=",
            Self::LessEqual => "<=",
            Self::GreaterEqual => ">=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
            Self::LeftParen => "(",
            Self::LeftBracket => "[",
            Self::LeftBrace => "{",
            Self::Comma => ",",
            Self::Period => ".",
            Self::Ellipsis => "...",
            Self::RightParen => ")",
            Self::RightBracket => "]",
            Self::RightBrace => "}",
            Self::Semicolon => ";",
            Self::Colon => ":",
            Self::Option => "?",
            Self::Tilde => "~",
            _ => "",
        }
    }

    const fn keyword_text(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Else => "else",
            Self::For => "for",
            Self::In => "in",
            Self::Let => "let",
            Self::Try => "try",
            Self::Fallback => "fallback",
            Self::Otherwise => "otherwise",
            Self::Func => "func",
            Self::True => "true",
            Self::False => "false",
            _ => "null",
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
