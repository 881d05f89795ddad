//! Tables of the parser.

use bowsprit::cue::syntax::Options;
use bowsprit::cue::syntax::Parsed;
use bowsprit::cue::syntax::experiment::Version;
use bowsprit::cue::syntax::parse_file;
use bowsprit::cue::syntax::parse_file_as;

use super::Case;
use super::Outcome;
use super::debug::Debug;

/// `in` is read as the tree `out`, with the errors that follow it.
///
/// On what comments hang is not in our tree; rows with comments are compared without that, and the
/// texts of the comments.
pub(super) fn parse(case: &Case) -> Outcome {
    let text = case.bytes("in");
    let desc = case.text("desc");
    let options = Options {
        version: Version::parse(&case.text("version")),
        funcs: desc.contains("function"),
        all_errors: true,
        ..Options::default()
    };
    let parsed = parse_file_as(0, &text, options);
    let mut got = Debug::new(&parsed, &text).tree();
    got.push_str(&errors(&parsed));
    let mut expected = case.text("out");
    if desc.contains("comments") {
        let (tree, mut comments) = without_comments(&expected);
        comments.sort();
        expected = format!("{tree} {}", comments.join(" "));
        let mut comments: Vec<&str> =
            parsed.file.comments.iter().map(|comment| &*comment.text).collect();
        comments.sort_unstable();
        got = format!("{got} {}", comments.join(" "));
    }
    Outcome::new(expected, got)
}

/// `in` has an error.
pub(super) fn strict(case: &Case) -> Outcome {
    Outcome::error(true, !parse_file(0, &case.bytes("in")).errors.is_empty())
}

/// The key is an import path as it is written, the value whether it may be.
pub(super) fn import(case: &Case) -> Outcome {
    let mut text = b"package p, import ".to_vec();
    text.extend(case.bytes("key"));
    Outcome::error(case.expr("value") != "true", !parse_file(0, &text).errors.is_empty())
}

/// The first error, and how many there are.
fn errors(parsed: &Parsed) -> String {
    match &parsed.errors[..] {
        [] => String::new(),
        [only] => format!("\n{only}"),
        [first, more @ ..] => format!("\n{first} (and {} more errors)", more.len()),
    }
}

/// Takes `<[d0// text] tree>` apart.
fn without_comments(text: &str) -> (String, Vec<String>) {
    let mut tree = String::new();
    let mut comments = Vec::new();
    let mut open = 0;
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        rest = &rest[ch.len_utf8()..];
        match ch {
            '<' if rest.starts_with('[') && rest.contains("// ") => open += 1,
            '[' if is_comment(rest) => {
                let (inside, tail) = rest.split_once("] ").unwrap_or((rest, ""));
                let text = inside.trim_start_matches(|ch: char| ch != '/');
                comments.extend(text.split(" // ").map(|text| {
                    if text.starts_with("//") { text.to_owned() } else { format!("// {text}") }
                }));
                rest = tail;
            }
            '>' if open > 0 => open -= 1,
            _ => tree.push(ch),
        }
    }
    (tree, comments)
}

/// Whether flags, a digit and a comment follow.
fn is_comment(text: &str) -> bool {
    text.trim_start_matches(['d', 'l'])
        .trim_start_matches(|ch: char| ch.is_ascii_digit())
        .starts_with("//")
}
