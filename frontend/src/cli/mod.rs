//! Commands that work on files, without a daemon.

mod arguments;
mod bake;
mod eval;
mod export;
mod fmt;
mod inputs;
mod load;
mod output;
mod place;
mod report;
mod tasks;
mod tree;
mod vet;
mod write;

use std::thread;

use arguments::Arguments;
use arguments::Command;

/// Values may be nested deep; a stack is only as large as it is used.
const STACK: usize = 1 << 30;

/// What commands there are, for the usage text.
pub(crate) const USAGE: &str = "\
  bowsprit eval [-c] [-a] [-i] [-s] [--tree] [-e EXPR] [-o FILE] FILE|DIR…  prints values, concrete or not
  bowsprit export [-e EXPR] [--out json|yaml|toml|cue|text|binary] [-o FILE] [-f] FILE|DIR…
  bowsprit vet [-c] [-d EXPR] FILE|DIR…                     tells what is wrong
  bowsprit fmt [--check] FILE|DIR…                          lays files out anew
  bowsprit tasks [-w TEXT] [--answers FILE] FILE|DIR ACTION…  prints the tasks of a plan
  bowsprit bake [--build-arg NAME=TEXT] [--syntax IMAGE] FILE [TARGET…]  prints a bake file
  files of JSON, YAML and TOML are data, which eval and export merge and vet checks: -d EXPR selects
  the schema, -l PATH and --list place documents, --merge=false keeps them apart
  all but fmt: -t name=value injects a tag, --legacy reads as CUE of early 2022 did, - is stdin,
  --vendored takes the packages of plans from cue.mod/pkg";

/// Runs a command, if the first argument is the name of one; gives the exit code.
pub(crate) fn run(arguments: &[String]) -> Option<i32> {
    let (name, rest) = arguments.split_first()?;
    let command = Command::of(name)?;
    let arguments = match Arguments::parse(rest) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!("bowsprit {name}: {text}\n\n{USAGE}");
            return Some(1);
        }
    };
    let work = move || match command {
        Command::Eval => eval::run(&arguments),
        Command::Export => export::run(&arguments),
        Command::Vet => vet::run(&arguments),
        Command::Fmt => fmt::run(&arguments),
        Command::Tasks => tasks::run(&arguments),
        Command::Bake => bake::run(&arguments),
    };
    let code = thread::Builder::new().stack_size(STACK).spawn(work).map(thread::JoinHandle::join);
    match code {
        Ok(Ok(done)) => Some(i32::from(done.is_err())),
        // What the panic was about stands on standard error already.
        Ok(Err(_)) => Some(1),
        Err(error) => {
            eprintln!("bowsprit: {error}");
            Some(1)
        }
    }
}

/// Prints a text; gives the exit code.
pub(crate) fn print(text: &str) -> i32 {
    i32::from(report::output(&format!("{text}\n")).is_err())
}

/// Something went wrong, and was told.
#[derive(Clone, Copy, Debug)]
struct Told;
