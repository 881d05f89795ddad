//! Git references; what is expected was printed by upstream.

use super::*;

fn parse(text: &str) -> GitRef {
    GitRef::parse(text).expect("git").expect("no error")
}

fn error(text: &str) -> String {
    GitRef::parse(text).expect("git").unwrap_err().to_string()
}

#[test]
fn other_things_are_no_git_references() {
    for text in [
        "",
        "./github.com/x",
        "../x.git",
        "x.git",
        "ftp://h/x.git",
        "http://h/x",
        "https://h/x.git/y",
        "http://h:1:2/x.git",
        "http://h/%zz.git",
        "git@h/x.git",
        "us/er@h:x",
        "git@h:x\n",
        "git@h:x?a=%zz",
        "ssh:/h/x",
    ] {
        assert_eq!(GitRef::parse(text), None, "{text}");
    }
}

#[test]
fn what_is_known_to_be_a_repository_needs_no_suffix() {
    let git_ref = GitRef::parse_repository("https://h/a/b#v1").expect("git").expect("no error");
    assert_eq!((&*git_ref.remote, &*git_ref.reference), ("https://h/a/b", "v1"));
    assert_eq!(GitRef::parse_repository("x.git"), None);
}

#[test]
fn a_reference_is_where_and_what() {
    let git_ref = parse("https://user:pw@h:8080/a/b.git#v1:sub/../docs/");
    assert_eq!(git_ref.remote, "https://user:pw@h:8080/a/b.git");
    assert_eq!(git_ref.short_name, "b");
    assert_eq!((git_ref.reference.as_str(), git_ref.subdir.as_str()), ("v1", "docs"));
    assert!(!git_ref.is_unencrypted && !git_ref.looks_local);
    assert!(parse("git://h/x").is_unencrypted && parse("HTTP://h/x.git").is_unencrypted);
    assert_eq!(parse("http://h/x.git#:/a//b").subdir, "a/b");
    assert_eq!(parse("http://h/x.git?#main").remote, "http://h/x.git?");
}

#[test]
fn a_reference_may_be_written_as_for_scp() {
    let git_ref = parse("git@github.com:moby/buildkit.git?branch=b#refs/heads/b:sub");
    assert_eq!(git_ref.remote, "git@github.com:moby/buildkit.git");
    assert_eq!((git_ref.reference.as_str(), git_ref.subdir.as_str()), ("refs/heads/b", "sub"));
    let remote = Remote::parse_any(&git_ref.remote).expect("remote");
    assert_eq!((remote.host.as_str(), remote.path.as_str()), ("github.com", "moby/buildkit.git"));
    assert!(remote.is_ssh());
}

#[test]
fn github_needs_no_scheme() {
    let git_ref = parse("github.com/moby/buildkit#master:docs");
    assert!(git_ref.looks_local);
    assert_eq!(git_ref.remote, "github.com/moby/buildkit");
    let remote = Remote::parse_any(&git_ref.remote).expect("remote");
    assert_eq!(remote.url, "https://github.com/moby/buildkit");
    assert_eq!((remote.host.as_str(), remote.path.as_str()), ("github.com", "/moby/buildkit"));
}

#[test]
fn a_query_says_more() {
    let git_ref = parse(
        "http://h/x.git?tag=v1&subdir=s&commit=abc&keep-git-dir&submodules=f&mtime=commit&\
         fetch-by-commit=1",
    );
    let expected = GitRef {
        remote: "http://h/x.git".to_owned(),
        short_name: "x".to_owned(),
        reference: "refs/tags/v1".to_owned(),
        checksum: "abc".to_owned(),
        subdir: "s".to_owned(),
        is_unencrypted: true,
        keep_git_dir: Some(true),
        submodules: Some(false),
        mtime: Some(Mtime::Commit),
        fetch_by_commit: true,
        ..GitRef::default()
    };
    assert_eq!(git_ref, expected);
    assert_eq!(parse("ssh://git@h/x?branch=main#refs/heads/main").reference, "refs/heads/main");
    assert_eq!(parse("ssh://git@h/x?branch=refs/heads/a").reference, "refs/heads/a");
}

#[test]
fn a_wrong_query_is_an_error() {
    for (query, text) in [
        ("?ref", "query \"ref\" has no value"),
        ("?ref=a&ref=a", "query \"ref\" has multiple values"),
        ("?x=y", "unexpected query \"x\""),
        ("?=", "query \"\" has no value"),
        ("?ref=a#b", "ref conflicts: \"b\" vs \"a\""),
        ("?tag=a#b", "ref conflicts: \"b\" vs \"refs/tags/a\""),
        ("?subdir=a#:b", "subdir conflicts: \"b\" vs \"a\""),
        ("?branch=a&tag=b", "branch conflicts with tag"),
        ("?keep-git-dir=yes", "invalid keep-git-dir value: \"yes\""),
        ("?submodules=2", "invalid submodules value: \"2\""),
        ("?fetch-by-commit=no", "invalid fetch-by-commit value: \"no\""),
        ("?mtime=x", "invalid mtime value: \"x\" (must be \"checkout\" or \"commit\")"),
    ] {
        assert_eq!(error(&format!("https://h/x.git{query}")), text);
    }
}
