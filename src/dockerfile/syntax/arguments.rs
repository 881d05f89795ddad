//! What follows the flags, split as each keyword wants it.

use super::Arguments;
use super::Pair;
use super::SyntaxErrorKind;
use super::keyword;
use super::split;
use crate::go::json;
use crate::go::json::StringArrayError;
use crate::go::space::is_space;
use crate::go::space::trim_start_bytes;
use crate::go::utf8::mark;
use crate::go::utf8::to_valid;

type Result<T> = std::result::Result<T, SyntaxErrorKind>;

/// The arguments of a line, and what its heredocs depend on.
pub(super) struct Parsed {
    /// The arguments.
    pub(super) arguments: Arguments,
    /// Whether heredocs may be announced in the line.
    pub(super) heredocs: bool,
}

/// Splits what follows the flags.
pub(super) fn parse(keyword: &str, rest: &[u8], escape: u8) -> Result<Parsed> {
    if keyword == "onbuild" {
        return trigger(rest, escape);
    }
    let arguments = direct(keyword, rest, escape)?;
    let heredocs = takes_heredocs(keyword, &arguments);
    Ok(Parsed { arguments, heredocs })
}

fn takes_heredocs(keyword: &str, arguments: &Arguments) -> bool {
    matches!(keyword, "add" | "copy" | "run") && !matches!(arguments, Arguments::Json(_))
}

/// Splits the arguments of anything but `ONBUILD`. Unknown keywords have none.
fn direct(keyword: &str, rest: &[u8], escape: u8) -> Result<Arguments> {
    match keyword {
        "maintainer" => Ok(string(rest)),
        "stopsignal" | "user" | "workdir" => Ok(string(to_valid(rest).as_bytes())),
        "expose" | "from" => Ok(Arguments::Words(split::words(rest))),
        "cmd" | "entrypoint" | "run" | "shell" => Ok(array(rest)?.unwrap_or_else(|| string(rest))),
        "add" | "copy" | "volume" => {
            Ok(array(rest)?.unwrap_or_else(|| Arguments::Words(split::words(rest))))
        }
        "env" => pairs("ENV", rest, escape),
        "label" => pairs("LABEL", rest, escape),
        "arg" => {
            let rest = to_valid(rest);
            Ok(Arguments::Words(words(&rest, escape).map(str::to_owned).collect()))
        }
        "healthcheck" => healthcheck(rest),
        _ => Ok(Arguments::Words(Vec::new())),
    }
}

/// Looks through `ONBUILD`, however often it is repeated. Errors in the trigger are errors now.
fn trigger(rest: &[u8], escape: u8) -> Result<Parsed> {
    let mut rest = rest;
    let mut first: Option<String> = None;
    let mut inner = false;
    while !rest.is_empty() {
        let line = split::split(rest, escape);
        let spelled = to_valid(line.keyword).into_owned();
        let keyword = keyword::find(&spelled);
        let outermost = first.is_none();
        first.get_or_insert(spelled);
        if keyword == "onbuild" {
            rest = line.rest;
            continue;
        }
        let arguments = direct(keyword, line.rest, escape)?;
        inner = outermost && takes_heredocs(keyword, &arguments);
        break;
    }
    Ok(Parsed { arguments: Arguments::Words(first.into_iter().collect()), heredocs: inner })
}

/// All of it as one word. Nobody looks at its characters, so stray bytes stay in it, marked.
fn string(rest: &[u8]) -> Arguments {
    if rest.is_empty() {
        return Arguments::Words(Vec::new());
    }
    Arguments::Words(vec![mark(rest).into_owned()])
}

/// A JSON list of strings; `None` if the text is meant otherwise.
fn array(rest: &[u8]) -> Result<Option<Arguments>> {
    if !trim_start_bytes(rest).starts_with(b"[") {
        return Ok(None);
    }
    match json::parse_string_array(rest) {
        Ok(strings) => Ok(Some(Arguments::Json(strings))),
        Err(StringArrayError::NotArray) => Ok(None),
        Err(StringArrayError::NotStrings) => Err(SyntaxErrorKind::NotStrings),
    }
}

/// `HEALTHCHECK`: its type, and a command. Bytes are taken for characters.
fn healthcheck(rest: &[u8]) -> Result<Arguments> {
    let space = |byte: &u8| split::is_space_byte(*byte);
    let end = rest.iter().position(space).unwrap_or(rest.len());
    if end == 0 {
        return Ok(Arguments::Words(Vec::new()));
    }
    let (kind, command) = rest.split_at(end);
    let start = command.iter().position(|byte| !space(byte)).unwrap_or(command.len());
    let command = &command[start..];
    let mut arguments = array(command)?.unwrap_or_else(|| string(command));
    if let Arguments::Json(words) | Arguments::Words(words) = &mut arguments {
        words.insert(0, to_valid(kind).into_owned());
    }
    Ok(arguments)
}

/// `a=b c=d`, or `a b c d` which is `a` with the value `b c d`.
fn pairs(instruction: &'static str, rest: &[u8], escape: u8) -> Result<Arguments> {
    let rest = to_valid(rest);
    let mut words = words(&rest, escape).peekable();
    if words.peek().is_some_and(|word| !word.contains('=')) {
        let split = split::split_blank(rest.as_bytes());
        let (key, value) = split.ok_or(SyntaxErrorKind::MissingValue(instruction))?;
        let text = |bytes| to_valid(bytes).into_owned();
        let pair = Pair { key: text(key), value: text(value), legacy: true };
        return Ok(Arguments::Pairs(vec![pair]));
    }
    words.map(pair).collect::<Result<_>>().map(Arguments::Pairs)
}

fn pair(word: &str) -> Result<Pair> {
    let missing = || SyntaxErrorKind::MissingEquals(word.to_owned());
    let (key, value) = word.split_once('=').ok_or_else(missing)?;
    Ok(Pair { key: key.to_owned(), value: value.to_owned(), legacy: false })
}

/// Splits at blanks that are neither quoted nor escaped. Quotes and escapes stay in the words.
fn words(text: &str, escape: u8) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        let end = word_end(rest, char::from(escape));
        let (word, after) = rest.split_at(end.start);
        rest = &after[end.skipped..];
        (!word.is_empty()).then_some(word)
    })
}

/// Where a word ends.
struct WordEnd {
    start: usize,
    /// An escape token at the end of the text belongs to no word.
    skipped: usize,
}

fn word_end(text: &str, escape: char) -> WordEnd {
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && is_space(c) {
            return WordEnd { start: at, skipped: 0 };
        }
        if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        }
        if c == escape && quote != Some('\'') && chars.next().is_none() {
            return WordEnd { start: at, skipped: c.len_utf8() };
        }
    }
    WordEnd { start: text.len(), skipped: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        let split = split::split(line.as_bytes(), b'\\');
        let flags =
            if split.flags.is_empty() { String::new() } else { format!("{:?} ", split.flags) };
        let keyword = keyword::find(str::from_utf8(split.keyword).unwrap());
        match parse(keyword, split.rest, b'\\') {
            Ok(Parsed { arguments: Arguments::Words(words), .. }) => format!("{flags}{words:?}"),
            Ok(Parsed { arguments: Arguments::Json(words), .. }) => format!("{flags}json{words:?}"),
            Ok(Parsed { arguments: Arguments::Pairs(pairs), .. }) => pairs
                .iter()
                .map(|pair| {
                    format!("{}{}{}", pair.key, if pair.legacy { ' ' } else { '=' }, pair.value)
                })
                .collect::<Vec<_>>()
                .join("|"),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn each_keyword_splits_in_its_own_way() {
        let rows = [
            ("run a  b", r#"["a  b"]"#),
            ("run", "[]"),
            ("Cmd  [\"a\", \"b\\u00e9\"] ", r#"json["a", "bé"]"#),
            ("CMD ['a']", r#"["['a']"]"#),
            ("SHELL []", "json[]"),
            ("COPY [\"a b\",\"c\"]", r#"json["a b", "c"]"#),
            ("COPY a\t\x0bb\u{a0}c d", "[\"a\", \"b\\u{a0}c\", \"d\"]"),
            (
                "COPY [\"a\", 1]",
                "error: when using JSON array syntax, arrays must be comprised of strings only",
            ),
            ("HEALTHCHECK --retries=1 cmd [\"a\"]", r#"["--retries=1"] json["cmd", "a"]"#),
            ("HEALTHCHECK none", r#"["none"]"#),
            ("HEALTHCHECK", "[]"),
            ("WORKDIR a  b", r#"["a  b"]"#),
            ("ONBUILD  Run x", r#"["Run"]"#),
            ("ONBUILD ONBUILD ENV x", "error: ENV must have two arguments"),
            ("NONSENSE a b", "[]"),
        ];
        for (line, expected) in rows {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn pairs_keep_quotes_and_escapes() {
        let rows = [
            ("ENV a=b c='d e' f=\"g \\\" h\" i=j\\ k", "a=b|c='d e'|f=\"g \\\" h\"|i=j\\ k"),
            ("ENV a b=c  d", "a b=c  d"),
            ("ENV a=b\\", "a=b"),
            ("ENV a='b\\' c=d", "a='b\\'|c=d"),
            ("ENV a=\"b\\", "a=\"b"),
            ("LABEL \"a b\"=c", "\"a b\"=c"),
            ("ENV a='b", "a='b"),
            ("ENV =b", "=b"),
            ("LABEL a", "error: LABEL must have two arguments"),
            (
                "ENV a=b c",
                "error: Syntax error - can't find = in \"c\". Must be of the form: name=value",
            ),
            ("ENV", ""),
        ];
        for (line, expected) in rows {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn flags_end_at_the_first_word_without_dashes() {
        let rows = [
            ("RUN --a --b=c d --e", r#"["--a", "--b=c"] ["d --e"]"#),
            ("RUN --a='b c'\"d\" e", r#"["--a=b cd"] ["e"]"#),
            ("RUN --a=b\\ c d", r#"["--a=b c"] ["d"]"#),
            ("RUN --a -- --b", r#"["--a"] ["--b"]"#),
            ("RUN --a='b c d", r#"["--a=b c d"] []"#),
            ("RUN --a=b\\", r#"["--a=b"] []"#),
            ("RUN -a", r#"["-a"]"#),
            ("RUN --", "[]"),
        ];
        for (line, expected) in rows {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn bytes_of_flags_are_taken_for_characters() {
        assert_eq!(read("COPY --exclude=é a b"), r#"["--exclude=Ã©"] ["a", "b"]"#);
        let split = split::split("COPY --chown=à a b".as_bytes(), b'\\');
        assert_eq!(split.flags, ["--chown=Ã"]);
        assert_eq!(split.rest, b"a b");
    }
}
