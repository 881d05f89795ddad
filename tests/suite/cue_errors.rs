//! `tests/cases/cue/errors.md`: what people get wrong, and what they are told.

use std::fs;
use std::path::Path;

use bowsprit::cue::eval::Limits;
use bowsprit::cue::eval::Profile;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module::Answer;
use bowsprit::cue::module::Ask;
use bowsprit::cue::module::Entry;
use bowsprit::cue::module::EntryKind;
use bowsprit::cue::module::Loader;
use bowsprit::cue::module::NoLibrary;
use bowsprit::cue::module::Request;
use bowsprit::cue::module::render;

/// A mistake: files by name, and what is told.
#[derive(Debug, Default)]
struct Page {
    title: String,
    files: Vec<(String, String)>,
    error: String,
}

#[test]
fn mistakes_are_told_with_places_in_few_lines() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cue/errors.md");
    let pages = pages(&fs::read_to_string(path).unwrap());
    assert!(pages.len() >= 40, "only {} pages", pages.len());
    for page in &pages {
        let told = vet(page);
        assert_eq!(told.concat(), page.error, "{}", page.title);
        for one in told {
            assert!(one.lines().count() <= 8, "{}: {one}", page.title);
            assert!(one.contains(".cue:"), "{}: no place in {one}", page.title);
        }
    }
}

/// What `vet -c` says.
fn vet(page: &Page) -> Vec<String> {
    let name = |path: &str| format!("./{path}");
    let in_package = page.files.iter().any(|(name, _)| name.contains('/'));
    let names = page.files.iter().map(|(name, _)| name.clone());
    let arguments = if in_package { vec![".".to_owned()] } else { names.collect() };
    let mut loader = Loader::new(Request { arguments, ..Request::default() }, &NoLibrary);
    let program = match loader.load(&|ask| answer(page, ask)) {
        Ok(program) => program,
        Err(errors) => {
            let sources = loader.sources();
            let told = |error: &bowsprit::cue::module::LoadError| {
                render(&error.to_string(), sources, &error.spans, &name)
            };
            return errors.iter().map(told).collect();
        }
    };
    let mut session = Session::new(program, Profile::CURRENT, Limits::default());
    let mut problems = session.source_problems();
    if problems.is_empty() {
        let root = session.root();
        problems = session.problems(root, true);
    }
    let sources = &session.program().sources;
    problems.iter().map(|problem| problem.render(sources, &name)).collect()
}

fn answer(page: &Page, ask: &Ask) -> Answer {
    match ask {
        Ask::File(path) => {
            let file = page.files.iter().find(|(name, _)| name == path);
            Answer::File(file.map(|(_, text)| text.clone().into_bytes()))
        }
        Ask::Dir(path) => {
            let start = if path == "." { String::new() } else { format!("{path}/") };
            let below = page.files.iter().filter_map(|(name, _)| name.strip_prefix(&start));
            let entry = |rest: &str| match rest.split_once('/') {
                Some((dir, _)) => Entry { name: dir.to_owned(), kind: EntryKind::Dir },
                None => Entry { name: rest.to_owned(), kind: EntryKind::File },
            };
            let entries: Vec<Entry> = below.map(entry).collect();
            Answer::Dir(Some(entries).filter(|entries| !entries.is_empty()))
        }
    }
}

fn pages(text: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut block: Option<(String, String)> = None;
    for line in text.lines() {
        match &mut block {
            Some((info, body)) if line == "```" => {
                let page = pages.last_mut().expect("a title stands above each block");
                match info.split_once(' ').unwrap_or((info, "x.cue")) {
                    ("cue", name) => page.files.push((name.to_owned(), body.clone())),
                    _ => page.error.clone_from(body),
                }
                block = None;
            }
            Some((_, body)) => {
                body.push_str(line);
                body.push('\n');
            }
            None => match (line.strip_prefix("## "), line.strip_prefix("```")) {
                (Some(title), _) => {
                    pages.push(Page { title: title.to_owned(), ..Page::default() });
                }
                (_, Some(info)) => block = Some((info.to_owned(), String::new())),
                _ => {}
            },
        }
    }
    pages
}
