//! The words of a text, for those who want no tree.

use super::Span;
use super::error::SyntaxError;
use super::scan::Lexeme;
use super::scan::Scanner;
use super::token::Token;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its kind. The pieces of a string between interpolations are words of their own: each but the
    /// last is [`Token::Interpolation`], the last is [`Token::String`].
    pub token: Token,
    /// Where it is.
    pub span: Span,
    /// Whether it is a comma that is not written.
    pub implied: bool,
}

/// Takes a text apart; gives what is wrong with words, too, in the order in which it was found.
pub fn words(file: u32, text: &[u8]) -> (Vec<Word>, Vec<SyntaxError>) {
    let mut scanner = Scanner::new(file, text, false);
    let mut words = Vec::new();
    // The parentheses that are open in each interpolation.
    let mut open: Vec<u32> = Vec::new();
    loop {
        let Lexeme { token, start, end, implied, .. } = scanner.scan();
        if token == Token::Eof {
            return (words, scanner.errors);
        }
        words.push(Word { token, span: scanner.span(start, end), implied });
        match (token, open.last_mut()) {
            (Token::Interpolation, _) => open.push(0),
            (Token::LeftParen, Some(count)) => *count += 1,
            (Token::RightParen, Some(count @ 0..=1)) => {
                *count = 0;
                let (range, more) = scanner.resume();
                if !more {
                    open.pop();
                }
                let token = if more { Token::Interpolation } else { Token::String };
                let span = scanner.span(range.start, range.end);
                words.push(Word { token, span, implied: false });
            }
            (Token::RightParen, Some(count)) => *count -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_taken_apart() {
        let text = "a: \"x\\(f(b))y\\(c)\"\n";
        let (words, errors) = words(0, text.as_bytes());
        assert_eq!(errors, []);
        let texts: Vec<&str> = words
            .iter()
            .map(|word| &text[word.span.start as usize..word.span.end as usize])
            .collect();
        let expected =
            ["a", ":", "\"x\\(", "(", "f", "(", "b", ")", ")", ")y\\(", "(", "c", ")", ")\"", ""];
        assert_eq!(texts, expected);
        assert!(words[14].implied);
    }
}
