//! Tables of the scanner.

use bowsprit::cue::syntax::Word;
use bowsprit::cue::syntax::token::Token;
use bowsprit::cue::syntax::words;

use super::Case;
use super::Outcome;

/// `lit` is one word, of the kind `tok`; its text is `want`, if that is another.
pub(super) fn token(case: &Case) -> Outcome {
    let text = case.bytes("lit");
    let mut padded = text.clone();
    padded.extend_from_slice(b"  \t  \n\n\n");
    let (words, errors) = words(0, &padded);
    let mut expected = case.bytes("want");
    if expected.is_empty() {
        expected = text;
    }
    if case.expr("tok") == "token.COMMENT" && expected.ends_with(b"\n") {
        expected.pop();
    }
    let got = words.iter().filter(|word| !word.implied).map(|word| shown(*word, &padded));
    let got = got.chain(errors.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ");
    let name = name(case.expr("tok"));
    Outcome::new(format!("{name} {}", String::from_utf8_lossy(&expected)), got)
}

/// A line in which `%` stands in front of a comma, and `^` where one is implied.
pub(super) fn commas(case: &Case) -> Outcome {
    let text = case.bytes("value");
    let (words, _) = words(0, &text);
    let mut problems = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mark = text.get(word.span.start as usize).copied().unwrap_or_default();
        match word.token {
            Token::Illegal => {
                let implied = mark == b'^';
                let comma = rest.next();
                let right = comma.is_some_and(|comma| {
                    comma.token == Token::Comma
                        && comma.implied == implied
                        && comma.span.start == word.span.start + 1
                });
                if !right {
                    problems.push(format!("no comma behind byte {}", word.span.start));
                }
            }
            Token::Comma => problems.push(format!("a comma at byte {}", word.span.start)),
            _ => {}
        }
    }
    Outcome::new("", problems.join(", "))
}

/// The first word of `src` is `tok` and `lit`; there is an error `err` at `pos`, or none.
pub(super) fn error(case: &Case) -> Outcome {
    let text = case.bytes("src");
    let (words, errors) = words(0, &text);
    let first = words.iter().find(|word| !word.implied);
    let got = first.map(|word| shown(*word, &text)).unwrap_or_default();
    let errors = errors.iter().map(|error| format!("{}: {error}", error.span.start));
    let got = std::iter::once(got).chain(errors).collect::<Vec<_>>().join("; ");
    let mut expected = name(case.expr("tok")).to_owned();
    if expected != "ILLEGAL" {
        expected = format!("{expected} {}", String::from_utf8_lossy(&case.bytes("lit")));
    }
    let message = String::from_utf8_lossy(&case.bytes("err")).into_owned();
    if !message.is_empty() {
        expected = format!("{expected}; {}: {message}", pos(case));
    }
    Outcome::new(expected, got)
}

/// The text of each piece of a string is the name of what follows it.
pub(super) fn interpolation(case: &Case) -> Outcome {
    let text = case.bytes("value");
    let (words, errors) = words(0, &text);
    let mut piece = String::new();
    let mut problems: Vec<String> = errors.iter().map(ToString::to_string).collect();
    for word in words {
        let at = word.span.start as usize..word.span.end as usize;
        let shown = String::from_utf8_lossy(&text[at]).into_owned();
        match word.token {
            Token::Interpolation => {
                shown.trim_matches(['#', '"', '\\', '(', ')']).clone_into(&mut piece);
            }
            Token::Ident if shown != piece => problems.push(format!("{shown} behind {piece}")),
            _ => {}
        }
    }
    Outcome::new("", problems.join(", "))
}

/// The kind of a word, and its text where the kind does not tell.
fn shown(word: Word, text: &[u8]) -> String {
    if word.token == Token::Illegal {
        return word.token.text().to_owned();
    }
    let text = &text[word.span.start as usize..word.span.end as usize];
    // Carriage returns do not count in comments and in the lines of a string.
    let mut lines = text.split(|byte| *byte == b'\n').skip(1);
    let stripped = word.token == Token::Comment || lines.any(|line| line.contains(&b'\r'));
    let text = text.iter().copied().filter(|byte| !stripped || *byte != b'\r');
    let text: Vec<u8> = text.collect();
    let kind = word.token.text();
    format!("{kind} {}", String::from_utf8_lossy(&text))
}

fn pos(case: &Case) -> &str {
    case.expr("pos")
}

/// How a kind of word is called that has a name in Go.
fn name(name: &str) -> &str {
    let name = name.strip_prefix("token.").unwrap_or(name);
    match name {
        "BOTTOM" => "_|_",
        "ADD" => "+",
        "SUB" => "-",
        "MUL" => "*",
        "QUO" => "/",
        "AND" => "&",
        "OR" => "|",
        "LAND" => "&&",
        "LOR" => "||",
        "EQL" => "==",
        "LSS" => "<",
        "GTR" => ">",
        "BIND" => "=",
        "NOT" => "!",
        "NEQ" => "!=",
        "LEQ" => "<=",
        "GEQ" => ">=",
        "ELLIPSIS" => "...",
        "MAT" => "=~",
        "NMAT" => "!~",
        "LPAREN" => "(",
        "LBRACK" => "[",
        "LBRACE" => "{",
        "COMMA" => ",",
        "PERIOD" => ".",
        "OPTION" => "?",
        "RPAREN" => ")",
        "RBRACK" => "]",
        "RBRACE" => "}",
        "COLON" => ":",
        "TRUE" => "true",
        "FALSE" => "false",
        "NULL" => "null",
        "FOR" => "for",
        "IF" => "if",
        "IN" => "in",
        other => other,
    }
}
