//! What Go finds.

use super::*;

/// An expression, a text, and where Go finds all matches and their groups.
const MATCHES: &[(&str, &str, &str)] = &[
    ("f(\\w)(\\w)", "afloat afoot", "[1-4 2-3 3-4][8-11 9-10 10-11]"),
    ("a*", "baa", "[0-0][1-3]"),
    ("x*", "é", "[0-0][2-2]"),
    ("(a|ab)(c|bcd)(d*)", "abcd", "[0-4 0-1 1-4 4-4]"),
    ("((a)|b)*", "ab", "[0-2 1-2 0-1]"),
    ("(|a)*", "aa", "[0-0 0-0][1-1 1-1][2-2 2-2]"),
    ("(|a)+", "aa", "[0-0 0-0][1-1 1-1][2-2 2-2]"),
    ("(a*)*", "b", "[0-0 0-0][1-1 1-1]"),
    ("(a*)+", "b", "[0-0 0-0][1-1 1-1]"),
    ("(a){0}b", "b", "[0-1 -]"),
    ("a{2,3}?", "aaaa", "[0-2][2-4]"),
    ("(?U)a+", "aa", "[0-1][1-2]"),
    ("(?U)a+?", "aa", "[0-2]"),
    ("(?m)^.$", "a\nb", "[0-1][2-3]"),
    ("(?s)a.b", "a\nb", "[0-3]"),
    ("(?i)k", "k\u{212a}", "[0-1][1-4]"),
    ("(?i)\\W", "ſ", ""),
    ("\\W", "ſ", "[0-2]"),
    ("(?i:a)a", "Aa AA", "[0-2]"),
    ("\\bé\\b", "é", ""),
    ("a\\b", "aé", "[0-1]"),
    ("[]a]+", "a]b", "[0-2]"),
    ("[[:^alpha:]\\d]", "a1", "[1-2]"),
    ("\\p{Lu}\\pN", "É7", "[0-3]"),
    ("\\p{Greek}", "aα", "[1-3]"),
    ("\\Q.*\\E+", ".**", "[0-3]"),
    ("a{,2}", "a{,2}", "[0-5]"),
    ("\\x{e9}\\101\\x41", "éAA", "[0-4]"),
];

#[test]
fn matches_are_those_of_go() {
    for (expression, text, expected) in MATCHES {
        let regexp = Regexp::compile(expression).unwrap();
        let span = |span: &Option<Span>| {
            span.map_or("-".to_owned(), |(start, end)| format!("{start}-{end}"))
        };
        let found = regexp
            .matches(text, usize::MAX)
            .map(|found| format!("[{}]", found.iter().map(span).collect::<Vec<_>>().join(" ")));
        assert_eq!(found.collect::<String>(), *expected, "{expression} {text}");
        assert_eq!(regexp.is_match(text), !expected.is_empty(), "{expression} {text}");
    }
}

#[test]
fn what_is_wrong_is_said_as_go_says_it() {
    let rows = [
        ("a**", "invalid nested repetition operator: `**`"),
        ("(a|*)", "missing argument to repetition operator: `*`"),
        ("[a", "missing closing ]: `[a`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("\\p{Foo}", "invalid character class range: `\\p{Foo}`"),
        ("(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"),
        ("(?P=n)", "invalid or unsupported Perl syntax: `(?P`"),
        ("x{1001}", "invalid repeat count: `{1001}`"),
        ("(x{100}){11}", "invalid repeat count: `{11}`"),
        ("\\8", "invalid escape sequence: `\\8`"),
        ("\\x{g}", "invalid escape sequence: `\\x{g`"),
        ("a\\", "trailing backslash at end of expression: ``"),
        ("a)", "unexpected ): `a)`"),
        ("(a", "missing closing ): `(a`"),
    ];
    for (expression, expected) in rows {
        let error = Regexp::compile(expression).unwrap_err();
        assert_eq!(error.to_string(), format!("error parsing regexp: {expected}"));
    }
}

#[test]
fn nothing_is_too_large_to_be_refused() {
    let kind = |expression: &str| Regexp::compile(expression).map(|_| ()).map_err(|it| it.kind);
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(kind(&nested(900)), Ok(()));
    assert_eq!(kind(&nested(100_000)), Err(RegexpErrorKind::TooDeep));
    assert_eq!(kind(&"(".repeat(100_000)), Err(RegexpErrorKind::MissingParen));
    assert_eq!(kind(&"a{1000}".repeat(200)), Err(RegexpErrorKind::TooLarge));
    assert_eq!(kind(&"(a)".repeat(5000)), Err(RegexpErrorKind::TooLarge));
}

#[test]
fn searches_take_no_time() {
    let text = "a".repeat(2000);
    let regexp = Regexp::compile("(a*)*(a|aa)+(.*)*b$").unwrap();
    assert!(!regexp.is_match(&text));
    assert!(regexp.captures(&format!("{text}b")).is_some());
}

#[test]
fn a_text_may_end_before_a_separator() {
    let within = |expression: &str, text: &str| {
        Regexp::compile(expression).unwrap().is_match_before_any(text, '/')
    };
    assert!(within("^a/b$", "a/b/c"));
    assert!(within("^$", "/a"));
    assert!(!within("^a/b$", "a/bc"));
    assert!(within("c$", "a/bc"));
}

#[test]
fn templates_name_groups() {
    let regexp = Regexp::compile("(?P<n>.)(x)?").unwrap();
    let replaced = |template: &str| regexp.replace_all("ax", template, 100).unwrap();
    let rows = [
        ("$n-$1-${2}", "a-a-x"),
        ("$1x", ""),
        ("${1}x$$", "ax$"),
        ("$01${", "${"),
        ("${n $ é", "${n $ é"),
    ];
    for (template, expected) in rows {
        assert_eq!(replaced(template), expected, "{template}");
    }
    assert_eq!(regexp.replace_all("ax", "$n", 0), None);
    let empty = Regexp::compile("x*").unwrap();
    assert_eq!(empty.replace_all_literal("axb", "-", 100).unwrap(), "-a-b-");
}
