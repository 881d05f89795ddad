//! `regexp`

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go::regexp::Captures;
use crate::go::regexp::Regexp;
use crate::go::regexp::quote_meta;

const STRING: Param = Param::whole(Kind::STRING);
const ONE: &[Param] = &[STRING];
const TWO: &[Param] = &[STRING, STRING];
const THREE: &[Param] = &[STRING, STRING, STRING];
const COUNTED: &[Param] = &[STRING, STRING, Param::whole(Kind::INT)];

pub(super) static REGEXP: Package = Package {
    path: "regexp",
    members: &[
        ("Find", Member::function(TWO, Kind::STRING, find)),
        ("FindAll", Member::function(COUNTED, Kind::LIST, find_all)),
        ("FindAllNamedSubmatch", Member::function(COUNTED, Kind::LIST, find_all_named_submatch)),
        ("FindAllSubmatch", Member::function(COUNTED, Kind::LIST, find_all_submatch)),
        ("FindNamedSubmatch", Member::function(TWO, Kind::STRUCT, find_named_submatch)),
        ("FindSubmatch", Member::function(TWO, Kind::LIST, find_submatch)),
        ("ReplaceAll", Member::function(THREE, Kind::STRING, replace_all)),
        ("ReplaceAllLiteral", Member::function(THREE, Kind::STRING, replace_all_literal)),
        ("Valid", Member::function(ONE, Kind::BOOL, valid)),
        ("Match", Member::function(TWO, Kind::BOOL, matches)),
        ("QuoteMeta", Member::function(ONE, Kind::STRING, quote)),
    ],
};

/// The most values and the most bytes that a function makes.
const MAX_LENGTH: usize = 1 << 20;

fn compile(args: &[Value]) -> Result<(Regexp, &str), CallError> {
    Ok((expression(args)?, args::string(args, 1)?))
}

fn expression(args: &[Value]) -> Result<Regexp, CallError> {
    Regexp::compile(args::string(args, 0)?).map_err(|error| CallError::new(error.to_string()))
}

fn find(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    let (start, end) = regexp.find(text).ok_or_else(no_match)?;
    Ok(args::text(&text[start..end]))
}

fn find_all(args: &[Value]) -> Result<Value, CallError> {
    all(args, 1, |_, text, found| submatch(text, found.first().copied().flatten()))
}

fn find_submatch(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    Ok(submatches(&regexp, text, &regexp.captures(text).ok_or_else(no_match)?))
}

fn find_named_submatch(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    Ok(named(&regexp, text, &regexp.captures(text).ok_or_else(no_match)?))
}

fn find_all_submatch(args: &[Value]) -> Result<Value, CallError> {
    all(args, usize::MAX, submatches)
}

fn find_all_named_submatch(args: &[Value]) -> Result<Value, CallError> {
    all(args, usize::MAX, named)
}

/// All matches with so many groups, or as many as are asked for, each as a value.
fn all(
    args: &[Value],
    groups: usize,
    show: impl Fn(&Regexp, &str, &Captures) -> Value,
) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    let most = usize::try_from(args::int64(args, 2)?).unwrap_or(usize::MAX);
    let groups = groups.min(regexp.names().len());
    let mut values = Vec::new();
    for found in regexp.matches(text, groups).take(most) {
        if values.len() >= MAX_LENGTH / groups {
            return Err(CallError::new(format!("more than {MAX_LENGTH} matches")));
        }
        values.push(show(&regexp, text, &found));
    }
    if values.is_empty() { Err(no_match()) } else { Ok(Value::List(values)) }
}

fn submatches(_: &Regexp, text: &str, found: &Captures) -> Value {
    Value::List(found.iter().map(|span| submatch(text, *span)).collect())
}

/// The groups with names, by name; of those with the same name, the last.
fn named(regexp: &Regexp, text: &str, found: &Captures) -> Value {
    let mut fields = std::collections::BTreeMap::new();
    for (name, span) in regexp.names().iter().zip(found) {
        if let Some(name) = name {
            fields.insert(name.as_str().into(), submatch(text, *span));
        }
    }
    Value::Struct(fields.into_iter().collect())
}

/// The text of a group, which is empty if the group takes no part.
fn submatch(text: &str, span: Option<(usize, usize)>) -> Value {
    args::text(span.map_or("", |(start, end)| &text[start..end]))
}

fn no_match() -> CallError {
    CallError::new("no match")
}

fn replace_all(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    let template = args::string(args, 2)?;
    replaced(regexp.replace_all(text, template, MAX_BYTES))
}

fn replace_all_literal(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    let literal = args::string(args, 2)?;
    replaced(regexp.replace_all_literal(text, literal, MAX_BYTES))
}

/// The longest text that a function makes.
const MAX_BYTES: usize = 1 << 26;

fn replaced(result: Option<String>) -> Result<Value, CallError> {
    let error = || CallError::new(format!("string of more than {MAX_BYTES} bytes"));
    Ok(args::text(result.ok_or_else(error)?))
}

fn valid(args: &[Value]) -> Result<Value, CallError> {
    expression(args).map(|_| Value::Bool(true))
}

fn matches(args: &[Value]) -> Result<Value, CallError> {
    let (regexp, text) = compile(args)?;
    Ok(Value::Bool(regexp.is_match(text)))
}

fn quote(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(quote_meta(args::string(args, 0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::builtin::testing::called;
    use crate::cue::builtin::testing::number;
    use crate::cue::builtin::testing::text;

    #[test]
    fn groups_are_found_by_number_and_by_name() {
        let rows = [
            ("Find", vec!["f\\w\\w", "afoot"], r#""foo""#),
            ("Find", vec!["f\\w\\w", "bar"], "no match"),
            ("FindSubmatch", vec!["f(\\w)(x)?", "afloat"], r#"["fl", "l", ""]"#),
            ("FindNamedSubmatch", vec!["f(?P<B>.)(?<A>.)", "afloat"], r#"{A: "o", B: "l"}"#),
            ("Match", vec!["^é.$", "éü"], "true"),
            ("Match", vec!["\\w", "é"], "false"),
            ("Valid", vec!["a)"], "error parsing regexp: unexpected ): `a)`"),
            ("QuoteMeta", vec!["a.b"], r#""a\\.b""#),
            ("ReplaceAll", vec!["a(.)", "abac", "<$1>"], r#""<b><c>""#),
            ("ReplaceAllLiteral", vec!["a(.)", "abac", "<$1>"], r#""<$1><$1>""#),
        ];
        for (name, args, expected) in rows {
            let args: Vec<Value> = args.into_iter().map(text).collect();
            assert_eq!(called(&REGEXP, name, &args), expected, "{name}");
        }
    }

    #[test]
    fn matches_are_counted() {
        let rows = [
            ("FindAll", "2", r#"["foo", "flo"]"#),
            ("FindAll", "0", "no match"),
            ("FindAllSubmatch", "-1", r#"[["foo", "o"], ["flo", "l"], ["fro", "r"]]"#),
            ("FindAllNamedSubmatch", "1", r#"[{A: "o"}]"#),
        ];
        for (name, count, expected) in rows {
            let args = [text("f(?P<A>\\w)\\w"), text("afoot afloat from"), number(count)];
            assert_eq!(called(&REGEXP, name, &args), expected, "{name}");
        }
    }
}
