//! Describes an image in two stages, and writes its definition:
//!
//! ```text
//! cargo run --example multistage | buildctl build --local context=. \
//!     --output "$(cargo run --example multistage -- --output)"
//! ```
//!
//! A definition has no image configuration, so `--output` prints what gives it to the exporter. What
//! the configurations of base images say comes from files: `golang=FILE alpine=FILE`, written by
//! `docker buildx imagetools inspect --format '{{json .Image}}' golang`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program may read and print"
)]

use std::collections::BTreeMap;
use std::io::Write as _;

use bowsprit::build::{Container, Directory, Request, lower_offline};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut configs, mut is_output) = (BTreeMap::new(), false);
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some((image, file)) => drop(configs.insert(image.to_owned(), std::fs::read(file)?)),
            None => is_output = argument == "--output",
        }
    }
    let builder = Container::from("golang")
        .with_directory("/src/", &Directory::main_context())
        .with_workdir("/src")
        .with_env_variable("CGO_ENABLED", "0")
        .with_exec(["go", "build", "-o", "myapp"]);
    let app = Container::from("alpine")
        .with_file("/bin/myapp", &builder.file("/src/myapp"))
        .with_entrypoint(["/bin/myapp"])
        .publish("localhost:5000/multistage");
    let built = lower_offline(&app, &Request::default(), &configs)?;
    if is_output {
        println!("{}", built.output()?);
        return Ok(());
    }
    Ok(std::io::stdout().write_all(&built.definition.encode())?)
}
