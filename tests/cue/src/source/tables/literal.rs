//! Tables of literals.

use bowsprit::cue::syntax::literal;
use bowsprit::cue::syntax::literal::LiteralError;
use bowsprit::cue::syntax::literal::Quotes;
use bowsprit::cue::syntax::quote::Form;

use super::Case;
use super::Outcome;

/// `lit` is a number; of what kind, the Go value tells.
pub(super) fn number(case: &Case) -> Outcome {
    let int = !case.expr("n").starts_with("mkFloat");
    let got = match literal::check_number(&case.text("lit")) {
        Ok(int) => format!("int: {int}"),
        Err(error) => error.to_string(),
    };
    Outcome::new(format!("int: {int}"), got)
}

pub(super) fn wrong_number(case: &Case) -> Outcome {
    Outcome::error(true, literal::check_number(&case.text("value")).is_err())
}

/// `in` is quoted as `out`, which means `in`.
pub(super) fn quote(case: &Case) -> Outcome {
    let quoted = form(case.expr("form")).quote(&case.bytes("in"));
    let again = literal::unquote(quoted.as_bytes());
    let lossy = case.expr("lossy") == "true";
    if !lossy && again != Ok(case.bytes("in")) {
        return Outcome::new("the same text when read again", format!("{again:?}"));
    }
    Outcome::new(case.text("out"), quoted)
}

/// `in` is quoted as `out`, quotes aside.
pub(super) fn escape(case: &Case) -> Outcome {
    let quoted = form(case.expr("form")).quote(&case.bytes("in"));
    let inner = match quoted.strip_prefix("\"\"\"\n") {
        // The line break in front of the closing quotes, and their indentation, do not count.
        Some(lines) => {
            let lines = lines.trim_end_matches("\"\"\"").trim_end_matches('\t');
            lines.trim_start_matches('\t').strip_suffix('\n').unwrap_or_default()
        }
        None => &quoted[1..quoted.len() - 1],
    };
    Outcome::new(case.text("out"), inner)
}

pub(super) fn unquote(case: &Case) -> Outcome {
    compare(case, &literal::unquote(&case.bytes("in")))
}

/// `in` stands between `quotes`, up to an interpolation.
pub(super) fn interpolation(case: &Case) -> Outcome {
    let quotes = case.bytes("quotes");
    let decoded = Quotes::parse(&quotes, &quotes);
    compare(case, &decoded.and_then(|(quotes, _)| quotes.unquote(&case.bytes("in"))))
}

pub(super) fn is_string(case: &Case) -> Outcome {
    let quotes = case.bytes("quotes");
    let is_string = Quotes::parse(&quotes, &quotes).is_ok_and(|(quotes, _)| quotes.is_string());
    Outcome::new(case.expr("double"), is_string.to_string())
}

pub(super) fn reindent(case: &Case) -> Outcome {
    Outcome::new(case.text("out"), literal::reindent(&case.text("in"), 3))
}

/// Compares with `out` and `err`.
fn compare(case: &Case, got: &Result<Vec<u8>, LiteralError>) -> Outcome {
    let expected = match case.expr("err") {
        "" | "nil" => format!("{:?}", case.bytes("out")),
        name => error(name),
    };
    let got = match got {
        Ok(bytes) => format!("{bytes:?}"),
        Err(error) => error.to_string(),
    };
    Outcome::new(expected, got)
}

/// The text of an error by the name that it has in Go.
fn error(name: &str) -> String {
    let error = match name {
        "errSyntax" => LiteralError::Syntax,
        "errMissingOpeningNewline" => LiteralError::OpeningNewline,
        "errMissingClosingNewline" => LiteralError::ClosingNewline,
        "errUnmatchedQuote" => LiteralError::Quote,
        "errSurrogate" => LiteralError::Surrogate,
        "errInvalidUTF8" => LiteralError::Utf8,
        "errEscapedLastNewline" => LiteralError::EscapedNewline,
        _ => return whitespace_error(name).unwrap_or_else(|| name.to_owned()),
    };
    error.to_string()
}

/// `invalidWhitespaceError("a", "b")`
fn whitespace_error(call: &str) -> Option<String> {
    let arguments = call.strip_prefix("invalidWhitespaceError(")?.strip_suffix(')')?;
    let (expected, actual) = arguments.split_once(", ")?;
    Some(LiteralError::Whitespace { expected: expected.into(), actual: actual.into() }.to_string())
}

/// `String.WithTabIndent(3)` and the like.
fn form(text: &str) -> Form {
    let (base, calls) = text.split_once('.').unwrap_or((text, ""));
    let mut form = if base == "Bytes" { Form::BYTES } else { Form::STRING };
    for call in calls.split('.').filter(|call| !call.is_empty()) {
        let (name, argument) = call.trim_end_matches(')').split_once('(').unwrap_or((call, ""));
        let tabs = argument.parse().unwrap_or_default();
        form = match name {
            "WithTabIndent" => form.indented(tabs),
            "WithOptionalTabIndent" => form.indented_if_long(tabs),
            "WithASCIIOnly" => form.ascii(),
            "WithGraphicOnly" => form.graphic(),
            _ => form,
        };
    }
    form
}
