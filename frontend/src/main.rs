//! The bowsprit binary: a gateway frontend when BuildKit runs it.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "this is the edge: the environment is read, and standard streams are used, here"
)]

use bowsprit::driver;
use bowsprit::gateway::stdio;
use bowsprit::options::Request;

fn main() {
    let request = Request::from_env(std::env::vars());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let runtime = runtime.unwrap_or_else(|error| {
        eprintln!("bowsprit: {error}");
        std::process::exit(1)
    });
    let served = runtime.block_on(async {
        let stream = stdio::take().map_err(|error| error.to_string())?;
        driver::run(stream, request).await.map_err(|error| error.to_string())
    });
    match served {
        Ok(_) => std::process::exit(0),
        Err(error) => {
            eprintln!("bowsprit: {error}");
            std::process::exit(1)
        }
    }
}
