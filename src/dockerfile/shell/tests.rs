//! Words and what becomes of them.

use super::Lexer;
use super::NoEnv;
use std::collections::BTreeMap;

fn env() -> BTreeMap<String, String> {
    let pairs = [
        ("A", "abc"),
        ("B", "b  b"),
        ("E", ""),
        ("P", "/usr/lib/x.tar.gz"),
        ("T", "[$0]"),
        ("é", "accent"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn word(lexer: Lexer, word: &str) -> String {
    match lexer.process_word(word, &env()) {
        Ok(expanded) => expanded.text,
        Err(error) => format!("error: {}", error.kind),
    }
}

fn words(word: &str) -> String {
    match Lexer::new('\\').process_words(word, &env()) {
        Ok(words) => words.join("|"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn quotes_and_escapes_go() {
    let rows = [
        ("a 'b \"c' \"d 'e\"", "a b \"c d 'e"),
        ("\\$A \\'", "$A '"),
        ("'$A\\'", "$A\\"),
        ("\"\\$A \\\" \\\\ \\x\"", "$A \" \\ \\x"),
        ("a\\", "a"),
        ("\u{feff}a\u{feff}", "a\u{feff}"),
        ("'", "error: unexpected end of statement while looking for matching single-quote"),
        ("\"a\\", "error: unexpected end of statement while looking for matching double-quote"),
    ];
    for (text, expected) in rows {
        assert_eq!(word(Lexer::new('\\'), text), expected, "{text}");
    }
    assert_eq!(word(Lexer::new('`'), "a\\b`$ \"`\"`x\""), "a\\b$ \"`x");
}

#[test]
fn variables_have_many_forms() {
    let rows = [
        ("$A-${A}.$U${U}.", "abc-abc.."),
        ("$Ab ${A}b", " abcb"),
        ("$é $1x $12x $-x $", "accent x x x $"),
        ("${U-x}${U:-y}${E-x}${E:-y}", "xyy"),
        ("${A+x}${A:+y}${E+x}${E:+y}${U+x}", "xyx"),
        ("${A?x}${E?x}", "abc"),
        ("${P#*/}${P##*/}", "usr/lib/x.tar.gzx.tar.gz"),
        (
            "${P%.*} ${P%%.*} ${P#u} ${P%/?.*}",
            "/usr/lib/x.tar /usr/lib/x /usr/lib/x.tar.gz /usr/lib",
        ),
        ("${A/b/x}${A//?/y}${A/c/}/d}", "axcyyyab/d}"),
        ("${P//\\//:} ${A//b/$T} ${A/b/$T}", ":usr:lib:x.tar.gz a[b]c a[$0]c"),
        ("${U:-${A:-x}$B} ${U:-'}'\\}}", "abcb  b }}"),
        ("${A", "error: unsupported modifier (\u{fffd}) in substitution"),
        ("${", "error: syntax error: missing '}'"),
        ("${}", "error: syntax error: bad substitution"),
        ("${:-x}", "error: syntax error: bad substitution"),
        ("${A/b", "error: syntax error: missing '/' in ${}"),
        ("${A/b/", "error: syntax error: missing '}'"),
        ("${A:b}", "error: unsupported modifier (:b) in substitution"),
        ("${A:#b}", "error: unsupported modifier (:#) in substitution"),
        ("${A^}", "error: unsupported modifier (^) in substitution"),
        ("${A@", "error: unsupported modifier (@) in substitution"),
        ("${.", "error: unsupported modifier (.) in substitution"),
        ("${U?} ", "error: U: is not allowed to be unset"),
        ("${E:?} ", "error: E: is not allowed to be empty"),
        ("${E:?so $A} ", "error: E: so abc"),
        ("${A#\\b} ", "error: invalid pattern (\\b) in substitution: invalid escape '\\b'"),
        ("${U:-'x", "error: syntax error: missing '}'"),
    ];
    for (text, expected) in rows {
        assert_eq!(word(Lexer::new('\\'), text), expected, "{text}");
    }
}

#[test]
fn much_can_be_left_as_it_is() {
    let plain = Lexer::new('\\');
    let raw = Lexer { raw_quotes: true, raw_escapes: true, ..plain };
    assert_eq!(word(raw, "'a' \"$A\\\"\\x\" \\$"), "'a' \"abc\\\"\\\\x\" \\$");
    let unset = Lexer { skip_unset_env: true, ..plain };
    let rows = [
        ("$U ${U} $A", "$U ${U} abc"),
        ("${U:-'x'} ${U##y} ${U//a/'b'}", "${U:-x} ${U##y} ${U/a/b}"),
    ];
    for (text, expected) in rows {
        assert_eq!(word(unset, text), expected, "{text}");
    }
    let literal = Lexer { skip_process_quotes: true, ..plain };
    assert_eq!(word(literal, "'$A' \"\\$"), "'abc' \"$");
}

#[test]
fn words_are_split_after_expansion() {
    let rows = [
        (" a\tb\u{2003}c ", "a|b|c"),
        ("$B \"$B\" x$B", "b|b|b  b|xb|b"),
        ("a\\ b 'c d' ''", "a b|c d"),
        ("<< EOF <<\tX < Y", "<< EOF|<<\tX|<|Y"),
        ("a${U:-b} x\"${U:-b}\"c d$A", "b|bc|dabc"),
        ("${U:-a b}", "a|b"),
        ("a${", "failed to process \"a${\": syntax error: missing '}'"),
    ];
    for (text, expected) in rows {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn names_are_told_apart() {
    let expanded = Lexer::new('\\').process_word("$A ${U:-$E} $U $N '$X'", &env()).unwrap();
    assert_eq!(Vec::from_iter(expanded.names.matched), ["A", "E"]);
    assert_eq!(Vec::from_iter(expanded.names.unmatched), ["U", "N"]);
    let error = Lexer::new('\\').process_word("$U ${", &env()).unwrap_err();
    assert_eq!(Vec::from_iter(error.names.unmatched), ["U"]);
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth| "${U:-".repeat(depth) + "x" + &"}".repeat(depth);
    assert_eq!(word(Lexer::new('\\'), &nested(200)), "x");
    let deep = nested(100_000);
    assert_eq!(word(Lexer::new('\\'), &deep), "error: substitutions are nested too deeply");
    let quoted = "\"${U:-".repeat(100_000);
    assert_eq!(word(Lexer::new('\\'), &quoted), "error: substitutions are nested too deeply");
}

#[test]
fn results_have_an_end() {
    let env = BTreeMap::from([("A".to_owned(), "x".repeat(1 << 20))]);
    let error = Lexer::new('\\').process_word(&"$A".repeat(100), &env).unwrap_err();
    assert_eq!(error.kind.to_string(), "the result is too long");
    let error = Lexer::new('\\').process_word(&format!("${{A//x/{}}}", "y".repeat(10_000)), &env);
    assert_eq!(error.unwrap_err().kind.to_string(), "the result is too long");
}

#[test]
fn nothing_is_set_where_nothing_is_set() {
    assert_eq!(Lexer::new('\\').process_word("a${A}b", &NoEnv).unwrap().text, "ab");
}
