//! Whole files.

use super::Arguments;
use super::directive;
use super::parse;
use crate::go::utf8::mark;
use crate::source::Lines;

/// Nodes as `first-last keyword arguments <heredoc>`, or the error with its lines.
fn read(data: impl AsRef<[u8]>) -> String {
    let file = match parse(data.as_ref()) {
        Ok(file) => file,
        Err(error) => {
            return format!("{}-{} error: {error}", error.lines.start, error.lines.end);
        }
    };
    let nodes = file.nodes.iter().map(|node| {
        let arguments = match &node.arguments {
            Arguments::Words(words) | Arguments::Json(words) => words.join("|"),
            Arguments::Pairs(pairs) => format!("{} pairs", pairs.len()),
        };
        let bodies = node.heredocs.iter().map(|heredoc| {
            format!(" <{} {:?}>", heredoc.name, String::from_utf8_lossy(&heredoc.content))
        });
        let Lines { start, end } = node.lines;
        format!("{start}-{end} {} {arguments}{}", node.keyword, bodies.collect::<String>())
    });
    nodes.collect::<Vec<_>>().join("; ")
}

fn comments(data: &str) -> Vec<String> {
    parse(data.as_bytes()).unwrap().nodes.pop().unwrap().comments
}

#[test]
fn lines_continue() {
    let rows = [
        ("RUN a \\\n  b\\ \t\n\tc\nUSER d", "1-3 RUN a   b\tc; 4-4 USER d"),
        ("RUN a \\\n# comment\n\n  # another\n b", "1-5 RUN a  b"),
        ("RUN a \\\\\nUSER b", "1-1 RUN a \\\\; 2-2 USER b"),
        ("\\\nRUN a", "1-2 RUN a"),
        ("RUN a \\", "1-1 RUN a"),
        ("RUN a\\\r\nb\r\n", "1-2 RUN ab"),
        (" \tRUN a\n\n\n  USER b", "1-1 RUN a; 4-4 USER b"),
        ("# escape=`\nRUN a`\n b\\\nUSER c", "2-3 RUN a b\\; 4-4 USER c"),
        ("\u{feff}RUN a", "1-1 RUN a"),
        ("\u{a0}RUN\u{a0}a b", "1-1 RUN\u{a0}a "),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), expected, "{text:?}");
    }
}

#[test]
fn blank_lines_within_instructions_are_noted() {
    let file = parse(b"RUN a \\\n\n b\nRUN c \\\n d\nRUN e \\\n \n\n").unwrap();
    assert_eq!(file.empty_continuations, [Lines::single(3), Lines::single(8)]);
}

#[test]
fn heredocs_follow_their_line() {
    let rows = [
        ("RUN <<A\n x \\\n# y\nA\nUSER b", "1-4 RUN <<A <A \" x \\\\\\n# y\\n\">; 5-5 USER b"),
        (
            "COPY <<A <<-B /x\na\r\nA\r\n\tb\n\tB",
            "1-5 COPY <<A|<<-B|/x <A \"a\\r\\n\"> <B \"\\tb\\n\">",
        ),
        ("ONBUILD ADD <<A /x\na\nA", "1-3 ONBUILD ADD <A \"a\\n\">"),
        ("CMD <<A\nUSER b", "1-1 CMD <<A; 2-2 USER b"),
        ("COPY [\"<<A\", \"/x\"]\nUSER b", "1-1 COPY <<A|/x; 2-2 USER b"),
        ("ONBUILD ONBUILD RUN <<A\nUSER b", "1-1 ONBUILD ONBUILD; 2-2 USER b"),
        ("# escape=`\nRUN \\<<A\nUSER b", "2-2 RUN \\<<A; 3-3 USER b"),
        ("USER a\nRUN <<A\nb", "2-3 error: unterminated heredoc"),
        ("RUN <<A <<A\nA", "1-2 error: unterminated heredoc"),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), expected, "{text:?}");
    }
}

#[test]
fn comments_above_are_kept() {
    assert_eq!(comments("# gone\n#\n# a\n\n  # b\n#c \nRUN x"), ["a", "# b", "c"]);
    assert_eq!(comments("# a\nRUN x\nRUN y"), Vec::<String>::new());
    assert_eq!(comments("# syntax=a\n# escape=`\n# b\n# check=c\nRUN x"), ["b", "check=c"]);
    assert_eq!(comments("RUN x\n# syntax=a\nRUN y \\\n# b\n"), ["syntax=a"]);
}

#[test]
fn errors_have_a_place() {
    let rows = [
        ("", "0-0 error: file with no instructions"),
        ("# a\n\n", "2-2 error: file with no instructions"),
        ("# escape=x\nRUN", "0-0 error: invalid escape token 'x' does not match ` or \\"),
        ("#syntax=a\n#SYNTAX=b\n", "1-1 error: only one syntax parser directive can be used"),
        (
            "RUN a\nENV b=c \\\n\n d",
            "2-4 error: Syntax error - can't find = in \"d\". Must be of the form: name=value",
        ),
        ("RUN a\nENV", "1-1 RUN a; 2-2 ENV 0 pairs"),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), expected, "{text:?}");
    }
    let long = ["USER a\n", &"x".repeat(70_000), "\nUSER b"].concat();
    let expected = "1-1 error: dockerfile line greater than max allowed size of 65535";
    assert_eq!(read(&long), expected);
    let inside = ["RUN <<A\n", &"x".repeat(70_000), "\nA"].concat();
    assert_eq!(read(inside), "1-1 error: unterminated heredoc");
}

#[test]
fn stray_bytes_are_marked() {
    let node = parse(b"RUN --a=\xff x").unwrap().nodes.pop().unwrap();
    assert_eq!(
        (node.flags.as_slice(), node.original.as_str()),
        (&["--a=ÿ".to_owned()][..], &*mark(b"RUN --a=\xff x"))
    );
    let stray = node.stray.unwrap();
    assert_eq!((&*stray.line, stray.arguments), (&b"RUN --a=\xff x"[..], false));
    let node = parse(b"RUN \xe2\x82").unwrap().nodes.pop().unwrap();
    assert_eq!(node.arguments, Arguments::Words(vec![mark(b"\xe2\x82").into_owned()]));
    assert!(node.stray.is_some_and(|stray| stray.arguments));
    let heredoc = parse(b"RUN <<A\n\xff\nA").unwrap().nodes.pop().unwrap().heredocs.pop();
    assert_eq!(heredoc.unwrap().content, b"\xff\n");
}

#[test]
fn chained_triggers_cost_no_stack() {
    let line = "ONBUILD ".repeat(8000) + "\\\n";
    let text = line.repeat(20) + "RUN x";
    assert_eq!(read(text), "1-21 ONBUILD ONBUILD");
}

#[test]
fn directives_are_found_in_files_of_any_kind() {
    let rows = [
        ("# syntax = a b \nRUN", "a/a b/1"),
        ("# escape=`\n#SynTax=a\r\n", "a/a/2"),
        ("#!/bin/x\n# syntax=a", "a/a/2"),
        ("// syntax=a\n", "a/a/1"),
        ("#!x\n// check=c\n// syntax=a\n", "a/a/3"),
        (" \n{\"x\": [1], \"syntax\": \"b\", \"syntax\": \"a c\"}\n", "a c/a c/0"),
        ("#!x\n{\"syntax\": \"a\"}", "a/a/1"),
        ("\u{feff}# syntax=a", "a/a/1"),
        ("# syntax= \n", "/ /1"),
        (" # syntax=a", "-"),
        ("# comment\n# syntax=a", "-"),
        ("# check=a\n# check=b\n# syntax=a", "-"),
        ("{\"Syntax\": \"a\"}", "-"),
        ("{\"syntax\": 1}", "-"),
        ("{\"syntax\": \"a\"} x", "-"),
        ("# syntax=", "-"),
        ("", "-"),
    ];
    for (text, expected) in rows {
        let found = directive::syntax(text.as_bytes());
        let found =
            found.map(|found| format!("{}/{}/{}", found.head, found.value, found.lines.start));
        assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text:?}");
    }
}

#[test]
fn checks_are_found_only_behind_a_hash() {
    let check = |text: &str| directive::check(text.as_bytes()).map(|check| check.head);
    assert_eq!(check("# syntax=a\n# check=skip=A, B\n").as_deref(), Some("skip=A,"));
    assert_eq!(check("// check=a"), None);
    assert_eq!(directive::check_in_comment("Check = a b").as_deref(), Some("a"));
    assert_eq!(directive::check_in_comment("syntax=a"), None);
    assert_eq!(directive::check_in_comment("a check=b"), None);
}
