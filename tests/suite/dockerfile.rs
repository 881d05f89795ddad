//! Upstream's own tables for the parser and the shell, read from the Go module cache.
//!
//! They are not copied: without the module there is nothing to compare with, and the tests say so.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use bowsprit::dockerfile::shell::Lexer;
use bowsprit::dockerfile::syntax;
use bowsprit::dockerfile::syntax::Arguments;
use bowsprit::dockerfile::syntax::Node;
use bowsprit::go::quote::quote;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;

const MODULE: &str = "github.com/moby/buildkit@v0.32.2/frontend/dockerfile";

/// A folder of upstream, if it is on this machine.
fn upstream(folder: &str) -> Option<PathBuf> {
    let home = env::var("HOME").unwrap_or_default();
    let cache = env::var("GOMODCACHE").ok().or_else(|| {
        let path = env::var("GOPATH").ok()?;
        Some(format!("{path}/pkg/mod"))
    });
    let cache = cache.unwrap_or_else(|| format!("{home}/go/pkg/mod"));
    let path = PathBuf::from(cache).join(MODULE).join(folder);
    if !path.is_dir() {
        eprintln!("SKIPPED: no {} (go mod download github.com/moby/buildkit)", path.display());
        return None;
    }
    Some(path)
}

fn env(pairs: &[&str]) -> BTreeMap<String, String> {
    let pairs = pairs.iter().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn words_expand_as_upstream_expects() {
    let Some(folder) = upstream("shell") else { return };
    let env = env(&["PWD=/home", "SHELL=bash", "KOREAN=한국어", "NULL="]);
    let mut count = 0;
    for line in fs::read_to_string(folder.join("envVarTest")).unwrap().lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [platform, word, expected] = columns[..] else { panic!("{line}") };
        if platform == "W" {
            continue;
        }
        let result = Lexer::new('\\').process_word(word, &env);
        assert_eq!(
            result.map_or_else(|_| "error".to_owned(), |word| word.text),
            expected,
            "{word}"
        );
        count += 1;
    }
    assert!(count > 100, "only {count} rows");
}

#[test]
fn words_split_as_upstream_expects() {
    let Some(folder) = upstream("shell") else { return };
    let mut env = BTreeMap::new();
    let mut count = 0;
    for line in fs::read_to_string(folder.join("wordsTest")).unwrap().lines() {
        if line.starts_with('#') {
            continue;
        }
        if let Some(pair) = line.strip_prefix("ENV ") {
            let (name, value) = pair.trim_start_matches(' ').split_once('=').unwrap();
            env.insert(name.to_owned(), value.to_owned());
            continue;
        }
        let (word, expected) = line.split_once('|').unwrap();
        let result = Lexer::new('\\').process_words(word.trim(), &env);
        let result = result.unwrap_or_else(|_| vec!["error".to_owned()]).join(",");
        assert_eq!(result, expected.trim_start_matches(' '), "{word}");
        count += 1;
    }
    assert!(count > 20, "only {count} rows");
}

#[test]
fn files_parse_as_upstream_expects() {
    let Some(folder) = upstream("parser/testfiles") else { return };
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let file = syntax::parse(&fs::read(folder.join("Dockerfile")).unwrap()).unwrap();
        let lines: Vec<String> =
            file.nodes.iter().map(|node| format!("({})\n", dump(node))).collect();
        let dump = lines.concat();
        let expected = fs::read_to_string(folder.join("result")).unwrap();
        assert_eq!(dump, expected, "{}", folder.display());
        count += 1;
    }
    assert!(count > 20, "only {count} files");
}

#[test]
fn files_fail_to_parse_as_upstream_expects() {
    let Some(folder) = upstream("parser/testfiles-negative") else { return };
    for entry in fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let result = syntax::parse(&fs::read(folder.join("Dockerfile")).unwrap());
        assert!(result.is_err(), "{}", folder.display());
    }
}

/// A node as upstream's tests show it.
fn dump(node: &Node) -> String {
    let keyword = node.keyword.to_lowercase();
    let flags: Vec<String> = node.flags.iter().map(|flag| quote(flag)).collect();
    let flags = if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(" ")) };
    let arguments = match &node.arguments {
        _ if keyword == "onbuild" => trigger(node),
        Arguments::Words(words) | Arguments::Json(words) => {
            let words: Vec<String> = words.iter().map(|word| format!(" {}", quote(word))).collect();
            words.concat()
        }
        Arguments::Pairs(pairs) => pairs
            .iter()
            .map(|pair| {
                let sign = if pair.legacy { "" } else { "=" };
                format!(" {} {} {}", quote(&pair.key), quote(&pair.value), quote(sign))
            })
            .collect::<Vec<String>>()
            .concat(),
    };
    format!("{keyword}{flags}{arguments}")
}

/// The instruction behind `ONBUILD`, as upstream's tests show it.
fn trigger(node: &Node) -> String {
    let text = node.original.trim_start()["ONBUILD".len()..].trim_start();
    let file = syntax::parse(text.as_bytes()).unwrap();
    format!(" ({})", dump(&file.nodes[0]))
}
