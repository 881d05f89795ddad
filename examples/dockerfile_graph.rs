//! Converts a Dockerfile that starts from `scratch` or from images nobody asks about, and prints
//! its operations: `cargo run --example dockerfile_graph Dockerfile`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program may read and print"
)]

use std::rc::Rc;

use bowsprit::dockerfile::convert;
use bowsprit::dockerfile::convert::Answer;
use bowsprit::dockerfile::convert::Answers;
use bowsprit::dockerfile::convert::Progress;
use bowsprit::dockerfile::convert::Question;
use bowsprit::dockerfile::convert::Request;
use bowsprit::image::ResolvedImage;
use bowsprit::llb::Digest;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which Dockerfile?")?;
    let dockerfile = convert::read(&std::fs::read(path)?, None).result?;
    let mut answers = Answers::new();
    loop {
        match convert::convert(&dockerfile, &Request::default(), &answers).result? {
            Progress::Asks(questions) => {
                answers.extend(
                    questions.into_iter().map(|question| (question.clone(), answer(question))),
                );
            }
            Progress::Done(converted) => {
                for op in &converted.definition.def {
                    println!("{}", Digest::of(op));
                }
                return Ok(());
            }
        }
    }
}

/// Every image is there, and there is nothing in it but one layer.
fn answer(question: Question) -> Answer {
    let Question::Image(image) = question else { return Answer::Ignore(None) };
    let config = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:0"]}}"#;
    let config: Rc<[u8]> = config.as_bytes().into();
    Answer::Image(ResolvedImage { reference: image.reference, digest: String::new(), config })
}
