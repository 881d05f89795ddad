//! Random CUE, ours beside cue: the same JSON or the same class of error, the same tree.

use std::fmt::Write as _;
use std::io;
use std::io::Write as _;
use std::path::Path;

use crate::Arguments;
use crate::json::Json;
use crate::source::outcome;
use crate::subject::Profile;
use crate::subject::Program;
use crate::subject::Subject;
use crate::tree;

use super::Finding;
use super::generate;
use super::oracle::Oracle;
use super::reduce;

/// Compares one file; none if there is no difference, or cue gives up.
pub(super) fn compare(oracle: &mut Oracle, seed: u64) -> Option<Finding> {
    let text = generate::file(seed);
    let class = difference(oracle, &text)?.0;
    let text = reduce::lines(&text, |text| {
        difference(oracle, text).is_some_and(|(other, _)| other == class)
    });
    let (class, what) = difference(oracle, &text)?;
    Some(Finding { class, what, text })
}

/// What both make of the texts of files, or of the ```` ```cue ```` blocks of pages: a line each
/// where they agree, all of it where they differ. Whether they agree everywhere.
pub(crate) fn files(arguments: &Arguments<'_>) -> Result<bool, String> {
    let mut oracle = Oracle::new(arguments.value("oracle").unwrap_or_default().into());
    let mut out = String::new();
    let mut all_agree = true;
    for path in arguments.words().iter().filter(|word| !word.starts_with("--")) {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let is_page = Path::new(path).extension().is_some_and(|extension| extension == "md");
        let cases = if is_page { blocks(&text) } else { vec![text] };
        for case in cases {
            let Some((class, what)) = difference(&mut oracle, &case) else {
                out.push_str("same\n");
                continue;
            };
            all_agree = false;
            let trees = both(&mut oracle, &case);
            let _ = writeln!(out, "{class}\n{case}{what}\n{trees}");
        }
    }
    io::stdout().write_all(out.as_bytes()).map_err(|error| error.to_string())?;
    Ok(all_agree)
}

/// The CUE in a page.
fn blocks(page: &str) -> Vec<String> {
    let parts = page.split("```cue\n").skip(1);
    parts.filter_map(|part| part.split("```").next()).map(str::to_owned).collect()
}

/// The trees of both.
fn both(oracle: &mut Oracle, text: &str) -> String {
    let program = program(text);
    let answer = oracle.ask(&program);
    let theirs = answer.as_ref().and_then(|answer| answer.get("tree").cloned());
    let outcome = outcome(&program);
    let told = answer.as_ref().map(|answer| answer.text("message").to_owned()).unwrap_or_default();
    let ours = Subject::evaluate(&program).ok().map(|subject| subject.tree());
    let shown =
        |tree: Option<Json>| tree.map_or("nothing".into(), |tree| numbers(&tree).to_string());
    format!(
        "ours: {}\n      {}: {}\ncue:  {}\n      {told}\n",
        shown(ours),
        outcome.path,
        outcome.message,
        shown(theirs)
    )
}

/// What is different: in a word or two, and in full.
fn difference(oracle: &mut Oracle, text: &str) -> Option<(String, String)> {
    let program = program(text);
    let theirs = oracle.ask(&program)?;
    let class = theirs.text("class");
    if matches!(class, "timeout" | "panic") {
        return None;
    }
    let ours = outcome(&program);
    if ours.class != class {
        let what = format!("ours: {} {}\ncue: {}", ours.path, ours.message, theirs.text("message"));
        return Some((format!("{} for {class}", ours.class), what));
    }
    if class == "load" {
        return None;
    }
    if class == "json" {
        let value = theirs.get("value")?;
        let comparison = tree::compare(&numbers(value), &numbers(&ours.value));
        if let Some(first) = comparison.differences.first() {
            return Some((format!("json: {}", first.class()), format!("{first:?}")));
        }
        return None;
    }
    let expected = theirs.get("tree")?;
    let subject = Subject::evaluate(&program).ok()?;
    let comparison = tree::compare(&numbers(expected), &numbers(&subject.tree()));
    let first = comparison.differences.first()?;
    Some((format!("tree: {}", first.class()), format!("{first:?}")))
}

fn program(text: &str) -> Program {
    Program {
        files: vec![("in.cue".into(), text.to_owned())],
        args: vec!["./in.cue".into()],
        profile: Profile::Current,
    }
}

/// The tree with one text for each number and each set of kinds.
fn numbers(tree: &Json) -> Json {
    match tree {
        Json::Number(text) => Json::Number(crate::subject::plain(text)),
        Json::Object(members) if members.len() == 1 && members[0].0 == "$num" => {
            let text = members[0].1.as_str().unwrap_or_default();
            Json::Object(vec![("$num".into(), Json::string(crate::subject::plain(text)))])
        }
        Json::Object(members) if members.len() == 1 && members[0].0 == "$kind" => {
            let mut kinds: Vec<&str> =
                members[0].1.as_str().unwrap_or_default().split('|').collect();
            kinds.sort_unstable();
            Json::Object(vec![("$kind".into(), Json::string(kinds.join("|")))])
        }
        Json::Object(members) => {
            let each = members.iter().map(|(key, value)| (key.clone(), numbers(value)));
            Json::Object(each.collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(numbers).collect()),
        other => other.clone(),
    }
}
