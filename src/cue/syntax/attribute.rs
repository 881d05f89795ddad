//! What is between the parentheses of an attribute: arguments, separated by commas.

use super::ast::Attribute;
use super::literal::unquote;
use super::scan::Scanner;
use super::token::Token;

/// `value` or `key=value`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Argument<'a> {
    /// What is in front of `=`, or nothing.
    pub key: &'a str,
    /// What is behind it, or all, as written; without space around.
    pub raw: &'a str,
    /// All of it, as written.
    pub text: &'a str,
}

impl Argument<'_> {
    /// The value, without quotes if it has some.
    pub fn value(&self) -> String {
        unquoted(self.raw)
    }
}

impl Attribute {
    /// The arguments, of which there is always one, which may be empty.
    pub fn arguments(&self) -> Vec<Argument<'_>> {
        arguments(&self.body)
    }

    /// The argument at a place, as a text; one with a key is taken whole.
    pub fn argument(&self, at: usize) -> Option<String> {
        let argument = *self.arguments().get(at)?;
        Some(if argument.key.is_empty() { argument.value() } else { argument.text.to_owned() })
    }

    /// The value of the first argument with a key.
    pub fn lookup(&self, key: &str) -> Option<String> {
        let arguments = self.arguments();
        arguments.iter().find(|argument| argument.key == key).map(Argument::value)
    }

    /// Whether one of the arguments is a word.
    pub fn has_flag(&self, word: &str) -> bool {
        let is_word = |argument: &Argument<'_>| argument.key.is_empty() && argument.value() == word;
        self.arguments().iter().any(is_word)
    }
}

fn arguments(body: &str) -> Vec<Argument<'_>> {
    let mut scanner = Scanner::without_implied_commas(body.as_bytes());
    let mut found = Vec::new();
    let mut depth = 0usize;
    let (mut start, mut equals) = (0, None);
    loop {
        let lexeme = scanner.scan();
        match lexeme.token {
            Token::LeftParen | Token::LeftBrace | Token::LeftBracket => depth += 1,
            Token::RightParen | Token::RightBrace | Token::RightBracket => {
                depth = depth.saturating_sub(1);
            }
            Token::Bind if depth == 0 && equals.is_none() => equals = Some(lexeme.start),
            Token::Comma if depth == 0 => {
                found.push(argument(body, start, equals, lexeme.start));
                (start, equals) = (lexeme.end, None);
            }
            Token::Eof => {
                found.push(argument(body, start, equals, body.len()));
                return found;
            }
            _ => {}
        }
    }
}

fn argument(body: &str, start: usize, equals: Option<usize>, end: usize) -> Argument<'_> {
    let part = |from: usize, to: usize| body.get(from..to).unwrap_or_default();
    let (key, raw) = match equals {
        Some(at) => (part(start, at), part(at + 1, end)),
        None => ("", part(start, end)),
    };
    Argument { key: key.trim(), raw: raw.trim(), text: part(start, end) }
}

fn unquoted(text: &str) -> String {
    let quoted = text.len() >= 2 && text.starts_with(['#', '"', '\'']);
    let decoded = Some(text)
        .filter(|_| quoted && text.as_bytes().first() == text.as_bytes().last())
        .and_then(|text| unquote(text.as_bytes()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_separated_by_commas_outside_of_parentheses() {
        let found = arguments("a, \"b,c\" ,d=[1,2], e = 'x',");
        let pairs: Vec<_> = found.iter().map(|found| (found.key, found.value())).collect();
        let expected = [("", "a"), ("", "b,c"), ("d", "[1,2]"), ("e", "x"), ("", "")];
        assert_eq!(pairs, expected.map(|(key, value)| (key, value.to_owned())));
        assert_eq!(arguments("").len(), 1);
        assert_eq!(arguments("a=b=c")[0].raw, "b=c");
    }
}
