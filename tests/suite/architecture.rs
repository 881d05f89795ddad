//! The house plan, kept true by `cargo test`.

use std::fs;
use std::path::{Path, PathBuf};

/// Every room, ground floor first, and the rooms it may import. A wing is a room
/// with rooms inside; its own line is its door.
const PLAN: &[(&str, &[&str])] = &[
    // Words.
    ("order", &[]),
    ("source", &[]),
    ("go", &[]),
    ("image", &["go"]),
    ("git", &["go"]),
    ("ignore", &["go"]),
    ("proto", &[]),
    // BuildKit.
    ("llb", &["source", "go", "image", "git", "proto"]),
    ("gateway", &["source", "go", "image", "proto", "llb"]),
    ("options", &["go", "image", "llb"]),
    // Builds, described: what other languages than Dockerfiles come to.
    ("build", &["source", "go", "image", "git", "ignore", "llb", "options"]),
    ("bake", &["go"]),
    // Languages: pure; none knows a daemon.
    ("dockerfile::syntax", &["source", "go", "dockerfile::shell"]),
    ("dockerfile::shell", &["go"]),
    (
        "dockerfile::instruction",
        &["source", "go", "dockerfile::syntax", "dockerfile::shell", "dockerfile::lint"],
    ),
    ("dockerfile::lint", &["source", "go"]),
    (
        "dockerfile::convert",
        &[
            "source",
            "go",
            "image",
            "git",
            "ignore",
            "llb",
            "options",
            "dockerfile::syntax",
            "dockerfile::shell",
            "dockerfile::instruction",
            "dockerfile::lint",
        ],
    ),
    (
        "dockerfile",
        &[
            "source",
            "llb",
            "dockerfile::syntax",
            "dockerfile::shell",
            "dockerfile::instruction",
            "dockerfile::lint",
            "dockerfile::convert",
        ],
    ),
    (
        "subrequest",
        &[
            "source",
            "go",
            "llb",
            "dockerfile::syntax",
            "dockerfile::instruction",
            "dockerfile::lint",
            "dockerfile::convert",
        ],
    ),
    // CUE, which knows nothing of containers.
    ("cue::number", &["go"]),
    ("cue::syntax", &["source", "go"]),
    ("cue::value", &["go", "cue::number"]),
    ("cue::encoding", &["go", "cue::number", "cue::syntax", "cue::value"]),
    ("cue::builtin", &["go", "cue::number", "cue::syntax", "cue::value", "cue::encoding"]),
    ("cue::module", &["source", "go", "cue::syntax", "cue::value", "cue::encoding"]),
    (
        "cue::eval",
        &[
            "source",
            "go",
            "cue::number",
            "cue::syntax",
            "cue::value",
            "cue::encoding",
            "cue::builtin",
            "cue::module",
        ],
    ),
    (
        "cue",
        &[
            "source",
            "cue::number",
            "cue::syntax",
            "cue::value",
            "cue::encoding",
            "cue::builtin",
            "cue::module",
            "cue::eval",
        ],
    ),
    // Plans in it.
    (
        "dagger",
        &[
            "source",
            "go",
            "image",
            "llb",
            "build",
            "bake",
            "cue::number",
            "cue::syntax",
            "cue::value",
            "cue::encoding",
            "cue::module",
            "cue::eval",
        ],
    ),
    // The native spec.
    (
        "spec",
        &[
            "source",
            "go",
            "image",
            "llb",
            "build",
            "bake",
            "cue::encoding",
            "cue::syntax",
            "cue::value",
            "cue::module",
            "cue::eval",
        ],
    ),
    // Conversation.
    ("context", &["source", "go", "image", "git", "ignore", "llb", "options", "gateway"]),
    (
        "driver",
        &[
            "source",
            "go",
            "image",
            "git",
            "ignore",
            "llb",
            "gateway",
            "options",
            "build",
            "bake",
            "dagger",
            "spec",
            "cue::module",
            "context",
            "dockerfile",
            "dockerfile::syntax",
            "dockerfile::lint",
            "dockerfile::convert",
            "subrequest",
        ],
    ),
];

/// What every room stands on.
const GROUND: &[&str] = &["order"];

/// The rooms where time passes.
const ASYNC: &[&str] = &["gateway", "context", "driver"];

#[test]
fn rooms_import_downstairs_only() {
    for File { path, module, text } in files() {
        let path = path.display();
        // One import path per `use` and no `super::super`: the plan is read by text.
        let readable = !text.contains("use crate::{") && !text.contains("super::super");
        assert!(readable, "{path}: write `use crate::room::Item;`");
        let Some((here, allowed)) = room(&module) else {
            assert!(module == "lib", "{path} is in no room of the plan");
            continue;
        };
        for import in text.split("crate::").skip(1) {
            let end = import.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            let Some((there, _)) = room(&import[..end.unwrap_or(import.len())]) else { continue };
            let downstairs = here == there || allowed.contains(&there) || GROUND.contains(&there);
            assert!(downstairs, "{path}: {here} may not import {there}");
        }
    }
}

#[test]
fn files_are_introduced() {
    for File { path, text, .. } in files() {
        assert!(text.starts_with("//!"), "{}: say what this file is for", path.display());
    }
}

#[test]
fn only_edges_wait() {
    for File { path, module, text } in files() {
        let waits = text.contains("async fn") || text.contains(".await");
        let edge = room(&module).is_some_and(|(here, _)| ASYNC.contains(&here));
        assert!(!waits || edge, "{}: pure rooms do not wait", path.display());
    }
}

/// The room a module lies in: the longest name of the plan that it starts with.
fn room(module: &str) -> Option<(&'static str, &'static [&'static str])> {
    let inside = |room: &str| format!("{module}::").starts_with(&format!("{room}::"));
    PLAN.iter().copied().filter(|(name, _)| inside(name)).max_by_key(|(name, _)| name.len())
}

/// A Rust file under `src/`.
struct File {
    path: PathBuf,
    module: String,
    text: String,
}

fn files() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(&src).unwrap().with_extension("");
            let module = inside.to_str().unwrap().replace('/', "::");
            let module = module.trim_end_matches("::mod").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            files.push(File { path, module, text });
        }
    }
    files
}
