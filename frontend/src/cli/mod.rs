//! Commands that work on files, without a daemon.

mod arguments;
mod export;
mod load;
mod report;
mod tree;
mod vet;

use std::thread;

use arguments::Arguments;
use arguments::Command;

/// Values may be nested deep; a stack is only as large as it is used.
const STACK: usize = 1 << 30;

/// What commands there are, for the usage text.
pub(crate) const USAGE: &str = "\
  bowsprit eval [--tree] [-e EXPR] [-c] FILE|DIR…          prints values, concrete or not
  bowsprit export [-e EXPR] [--out json|yaml|text] FILE|DIR…
  bowsprit vet [-c] FILE|DIR…                              tells what is wrong
  all of them: -t name=value injects a tag, --legacy reads as CUE of early 2022 did, - is stdin";

/// Runs a command, if the first argument is the name of one; gives the exit code.
pub(crate) fn run(arguments: &[String]) -> Option<i32> {
    let (name, rest) = arguments.split_first()?;
    let command = Command::of(name)?;
    let arguments = match Arguments::parse(rest) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!("bowsprit {name}: {text}\n\n{USAGE}");
            return Some(2);
        }
    };
    let work = move || match command {
        Command::Eval => tree::run(&arguments),
        Command::Export => export::run(&arguments),
        Command::Vet => vet::run(&arguments),
    };
    let code = thread::Builder::new().stack_size(STACK).spawn(work).map(thread::JoinHandle::join);
    match code {
        Ok(Ok(code)) => Some(code),
        // What the panic was about stands on standard error already.
        Ok(Err(_)) => Some(1),
        Err(error) => {
            eprintln!("bowsprit: {error}");
            Some(1)
        }
    }
}
