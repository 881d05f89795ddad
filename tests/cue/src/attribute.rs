//! The arguments of `@test(…)`, which are CUE-like but no CUE.

use bowsprit::cue::syntax::literal::unquote;

/// An argument: `value` or `key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// What is in front of `=`; empty if there is none.
    pub(crate) key: String,
    /// What is behind it, as written.
    pub(crate) raw: String,
    /// All of it, as written.
    pub(crate) text: String,
}

impl Argument {
    /// The value, without quotes if it has any.
    pub(crate) fn value(&self) -> String {
        let raw = self.raw.as_bytes();
        let quoted = match (raw.first(), raw.last()) {
            (Some(first), Some(last)) => first == last && raw.len() > 1 && b"\"'#".contains(first),
            _ => false,
        };
        match unquote(raw) {
            Ok(text) if quoted => String::from_utf8_lossy(&text).into_owned(),
            _ => self.raw.clone(),
        }
    }
}

/// Splits the body of an attribute at its commas.
pub(crate) fn arguments(body: &str) -> Vec<Argument> {
    let bytes = body.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut equals = None;
    let mut at = 0;
    let mut depth = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b'"' | b'\'' | b'#' => at = skip_string(bytes, at) - 1,
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = skip_comment(bytes, at) - 1,
            b',' if depth == 0 => {
                found.push(argument(body, start, equals, at));
                start = at + 1;
                equals = None;
            }
            b'=' if depth == 0 && equals.is_none() && is_binding(bytes, at) => equals = Some(at),
            _ => {}
        }
        at += 1;
    }
    found.push(argument(body, start, equals, body.len()));
    found
}

fn argument(body: &str, start: usize, equals: Option<usize>, end: usize) -> Argument {
    let (key, from) = match equals {
        Some(at) => (&body[start..at], at + 1),
        None => ("", start),
    };
    Argument {
        key: key.trim().to_owned(),
        raw: body[from..end].trim().to_owned(),
        text: body[start..end].trim().to_owned(),
    }
}

/// Whether `=` is on its own, not a part of another operator.
fn is_binding(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    let after = bytes.get(at + 1).copied().unwrap_or(b' ');
    !matches!(before, b'=' | b'!' | b'<' | b'>') && !matches!(after, b'=' | b'~')
}

/// The byte behind a comment.
fn skip_comment(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

/// The byte behind a string, with its fence; behind the first byte if it is no string.
fn skip_string(bytes: &[u8], at: usize) -> usize {
    let fence = bytes[at..].iter().take_while(|byte| **byte == b'#').count();
    let open = at + fence;
    let Some(&quote) = bytes.get(open).filter(|byte| matches!(byte, b'"' | b'\'')) else {
        return at + 1;
    };
    let triple = bytes.get(open..open + 3) == Some(&[quote; 3]);
    let quotes = if triple { 3 } else { 1 };
    let mut inside = open + quotes;
    while inside < bytes.len() {
        let rest = &bytes[inside..];
        if is_escape(rest, fence) {
            inside = skip_escape(bytes, inside + 1 + fence);
        } else if is_end(rest, quote, quotes, fence) {
            return inside + quotes + fence;
        } else {
            inside += 1;
        }
    }
    bytes.len()
}

fn is_escape(rest: &[u8], fence: usize) -> bool {
    rest[0] == b'\\' && rest.len() > fence && rest[1..].iter().take(fence).all(|byte| *byte == b'#')
}

fn is_end(rest: &[u8], quote: u8, quotes: usize, fence: usize) -> bool {
    rest.len() >= quotes + fence
        && rest[..quotes].iter().all(|byte| *byte == quote)
        && rest[quotes..quotes + fence].iter().all(|byte| *byte == b'#')
}

/// The byte behind an escape, given the one behind `\`; an interpolation is one.
fn skip_escape(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) != Some(&b'(') {
        return at + 1;
    }
    let mut depth = 0;
    let mut inside = at;
    while inside < bytes.len() {
        match bytes[inside] {
            b'(' => depth += 1,
            b')' if depth == 1 => return inside + 1,
            b')' => depth -= 1,
            b'"' | b'\'' => {
                inside = skip_string(bytes, inside);
                continue;
            }
            _ => {}
        }
        inside += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Vec<(String, String)> {
        arguments(body).into_iter().map(|found| (found.key.clone(), found.value())).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn commas_in_brackets_and_strings_do_not_split() {
        let body = r##"eq, {a: [1, "x,)"], b: #"\#(f(1, ")"))"#}, hint="so, so""##;
        let expected = [
            pair("", "eq"),
            pair("", r##"{a: [1, "x,)"], b: #"\#(f(1, ")"))"#}"##),
            pair("hint", "so, so"),
        ];
        assert_eq!(texts(body), expected);
    }

    #[test]
    fn operators_are_no_keys() {
        assert_eq!(texts(r#"eq, =~"a""#)[1], pair("", r#"=~"a""#));
        assert_eq!(texts("eq, <=3")[1], pair("", "<=3"));
        assert_eq!(texts("allows=false, a")[0], pair("allows", "false"));
    }

    #[test]
    fn arguments_may_span_lines() {
        let body = "err, code=eval,\n\tpos=[0:5, 0:14]";
        assert_eq!(
            texts(body),
            [pair("", "err"), pair("code", "eval"), pair("pos", "[0:5, 0:14]")]
        );
    }
}
