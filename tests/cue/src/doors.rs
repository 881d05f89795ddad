//! Command lines of `cue`, run by `cue` and by our binary in folders with the same files.
//!
//! The table is an archive: its comment has the command lines, one a line, and its files are what
//! both find. What is compared: exit code, standard output, standard error, and all files there are
//! afterwards. Of a line that starts with `~` it only counts whether there is something on standard
//! error, not what: there our words are our own.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use crate::Arguments;
use crate::check::Check;
use crate::check::Row;
use crate::run;
use crate::source::Skipped;
use crate::txtar::Archive;

/// Runs the table, prints what differs; whether the list of known differences is right.
pub(crate) fn compare(arguments: &Arguments<'_>) -> Result<bool, String> {
    let given = |key| arguments.value(key).ok_or_else(|| format!("--{key} is not given"));
    let table = given("table")?;
    let text = fs::read_to_string(table).map_err(|error| format!("{table}: {error}"))?;
    let archive = Archive::parse(&text);
    let is_call = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let wanted = |line: &&str| arguments.value("only").is_none_or(|word| line.contains(word));
    let calls: Vec<&str> = archive.comment.lines().filter(is_call).filter(wanted).collect();
    let doors =
        Doors { cue: given("cue")?, ours: given("ours")?, work: given("work")?, archive: &archive };
    let next = AtomicUsize::new(0);
    let worker = |number: usize| {
        let mut done = Vec::new();
        while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(doors.check(call, number)?);
        }
        Ok(done)
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let found = thread::scope(|scope| {
        let worker = &worker;
        let threads: Vec<_> =
            (0..workers).map(|number| scope.spawn(move || worker(number))).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let mut checks = Vec::new();
    for part in found {
        let part: io::Result<Vec<Check>> = part.map_err(|_| "a worker panicked".to_owned())?;
        checks.extend(part.map_err(|error| error.to_string())?);
    }
    checks.sort_by_key(|check| calls.iter().position(|call| **call == check.id));
    run::conclude(arguments, &checks, &Skipped::default())
}

struct Doors<'a> {
    cue: &'a str,
    ours: &'a str,
    /// A folder for the folders of the runs.
    work: &'a str,
    archive: &'a Archive,
}

/// What a run comes to.
#[derive(PartialEq, Eq)]
struct Outcome {
    code: Option<i32>,
    out: String,
    told: String,
    files: BTreeMap<String, String>,
}

impl Doors<'_> {
    fn check(&self, call: &str, number: usize) -> io::Result<Check> {
        let planned = Check::planned(Row::Doors, call);
        let expected = self.run(self.cue, call, &format!("{}/{number}-cue", self.work))?;
        let got = self.run(self.ours, call, &format!("{}/{number}-ours", self.work))?;
        let same_words = expected.told == got.told;
        let same_class = call.starts_with('~') && expected.told.is_empty() == got.told.is_empty();
        let class = if expected.code != got.code {
            "exit code"
        } else if expected.out != got.out {
            "output"
        } else if expected.files != got.files {
            "files"
        } else if !same_words && !same_class {
            "errors"
        } else {
            return Ok(planned.pass());
        };
        Ok(planned.fail(class, expected.shown(), got.shown()))
    }

    fn run(&self, program: &str, call: &str, dir: &str) -> io::Result<Outcome> {
        for (name, text) in &self.archive.files {
            let path = Path::new(dir).join(name);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, text)?;
        }
        let mut words = words(call.trim_start_matches('~'));
        let input = match words.iter().position(|word| word == "<") {
            Some(at) => File::open(Path::new(dir).join(&words.split_off(at)[1]))?.into(),
            None => Stdio::null(),
        };
        let output = Command::new(program).args(&words).current_dir(dir).stdin(input).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(dir, "$DIR");
        let mut files = BTreeMap::new();
        collect(Path::new(dir), "", &mut files)?;
        fs::remove_dir_all(dir)?;
        let told = text(&output.stderr);
        Ok(Outcome { code: output.status.code(), out: text(&output.stdout), told, files })
    }
}

impl Outcome {
    fn shown(&self) -> String {
        format!("{:?}\n{}{}", self.code, self.out, self.told)
    }
}

/// The words of a command line; what is between single quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for ch in line.chars() {
        if ch == '\'' {
            quoted = !quoted;
            word.get_or_insert_default();
        } else if ch == ' ' && !quoted {
            words.extend(word.take());
        } else {
            word.get_or_insert_default().push(ch);
        }
    }
    words.extend(word);
    words
}

/// The files in a folder and those below, by name.
fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let text = fs::read(entry.path())?;
            files.insert(name, String::from_utf8_lossy(&text).into_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(words("eval  -e 'a + \"b\"' ''"), ["eval", "-e", "a + \"b\"", ""]);
    }
}
