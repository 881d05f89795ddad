//! The bowsprit binary: a gateway frontend when BuildKit runs it.

#![expect(
    clippy::print_stderr,
    reason = "this is the edge: the environment is read, and standard streams are used, here"
)]

mod cli;

use std::env;
use std::error::Error;
use std::panic;

use bowsprit::driver;
use bowsprit::gateway::Returned;
use bowsprit::gateway::Stdio;
use bowsprit::options::Request;

/// The allocator of the image's binary: that of musl is small and slow.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: rustix_dlmalloc::GlobalDlmalloc = rustix_dlmalloc::GlobalDlmalloc;

const USAGE: &str = "\
bowsprit is a BuildKit frontend: BuildKit starts it, and you say so in the first line of a
Dockerfile,

    # syntax=<the image that has bowsprit>

or for one build,

    docker buildx build --build-arg BUILDKIT_SYNTAX=<image> .
    buildctl build --frontend gateway.v0 --opt source=<image> --local context=. --local dockerfile=.

Usage: bowsprit --version | --help";

/// How this program was started.
enum Call {
    /// By a daemon.
    Serve(Request),
    /// By somebody who wants to read something.
    Print(String),
    /// By somebody who wants something done with files.
    Files(Vec<String>),
    /// By somebody who does not know how.
    Wrong(String),
}

fn main() {
    panic::set_hook(Box::new(|what| {
        eprintln!("bowsprit: internal: {what} (this is a bug in bowsprit, please report it)");
    }));
    let code = match Call::of(env::args_os(), env::vars_os()) {
        Call::Serve(request) => serve(request),
        Call::Print(text) => cli::print(&text),
        Call::Files(arguments) => cli::run(&arguments).unwrap_or(2),
        Call::Wrong(text) => {
            eprintln!("bowsprit: {text}\n\n{USAGE}\n{}", cli::USAGE);
            2
        }
    };
    // Without destructors: whoever waits for the end of this process does not wait for them.
    std::process::exit(code)
}

impl Call {
    fn of<T>(arguments: env::ArgsOs, variables: T) -> Self
    where
        T: Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
    {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let arguments: Vec<_> = arguments.skip(1).map(text).collect();
        match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => {
                let variables: Vec<_> = variables.map(|(k, v)| (text(k), text(v))).collect();
                if variables.iter().any(|(name, _)| Request::is_variable(name)) {
                    return Self::Serve(Request::from_env(variables));
                }
                Self::Wrong("this process was not started by BuildKit".to_owned())
            }
            ["--version" | "-version"] => {
                Self::Print(format!("bowsprit {}", env!("CARGO_PKG_VERSION")))
            }
            ["--help" | "-h"] => Self::Print(format!("{USAGE}\n{}", cli::USAGE)),
            ["eval" | "export" | "vet" | "fmt" | "tasks" | "bake", ..] => Self::Files(arguments),
            [argument, ..] => Self::Wrong(format!("unknown argument {argument:?}")),
        }
    }
}

/// Answers the daemon; what cannot be told to it goes to its log.
fn serve(request: Request) -> i32 {
    match try_serve(request) {
        Ok(Returned::Success) => 0,
        Ok(Returned::Failure) => 1,
        Err(error) => {
            eprintln!("bowsprit: {error}");
            1
        }
    }
}

fn try_serve(request: Request) -> Result<Returned, Box<dyn Error>> {
    Ok(driver::run(Stdio::take()?, request)?)
}
