//! `frontend.outline`: what a target wants to be told.

use serde::Serialize;

use super::Answer;
use super::Subrequest;
use super::place::Place;
use crate::dockerfile::convert;
use crate::dockerfile::convert::OutlineArg;
use crate::dockerfile::convert::Wanted;
use crate::go::base64;
use crate::go::tabwriter;

#[derive(Serialize)]
struct Outline<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Arg<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<Credential<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ssh: Vec<Credential<'a>>,
    sources: [String; 1],
}

#[derive(Serialize)]
struct Arg<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    value: &'a str,
    location: Place,
}

#[derive(Serialize)]
struct Credential<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    location: Place,
}

/// Shows the outline of a target of a Dockerfile.
pub fn outline(data: &[u8], outline: &convert::Outline) -> Answer {
    let convert::Outline { name, description, args, secrets, agents } = outline;
    let shown = Outline {
        name,
        description,
        args: args.iter().map(Arg::of).collect(),
        secrets: secrets.iter().map(Credential::of).collect(),
        ssh: agents.iter().map(Credential::of).collect(),
        sources: [base64::encode(data)],
    };
    let text = [
        target_text(name, description),
        args_text(args),
        credentials_text("SECRET", secrets),
        credentials_text("SSH", agents),
    ];
    Subrequest::Outline.answer_with_text(&shown, text.concat())
}

impl<'a> Arg<'a> {
    fn of((name, arg): &'a (String, OutlineArg)) -> Self {
        let OutlineArg { description, value, lines } = arg;
        Self { name, description, value, location: (*lines).into() }
    }
}

impl<'a> Credential<'a> {
    fn of(Wanted { id, required, lines }: &'a Wanted) -> Self {
        Self { name: id, required: *required, location: (*lines).into() }
    }
}

fn target_text(name: &str, description: &str) -> String {
    if name.is_empty() && description.is_empty() {
        return String::new();
    }
    let name = if name.is_empty() { "(default)" } else { name };
    let mut text = format!("TARGET:\t{name}\n");
    if !description.is_empty() {
        text.extend(["DESCRIPTION:\t", description, "\n"]);
    }
    tabwriter::align(&text, 1) + "\n"
}

fn args_text(args: &[(String, OutlineArg)]) -> String {
    if args.is_empty() {
        return String::new();
    }
    let mut text = "BUILD ARG\tVALUE\tDESCRIPTION\n".to_owned();
    for (name, OutlineArg { description, value, .. }) in args {
        text.extend([name, "\t", value, "\t", description, "\n"]);
    }
    tabwriter::align(&text, 3) + "\n"
}

fn credentials_text(title: &str, credentials: &[Wanted]) -> String {
    if credentials.is_empty() {
        return String::new();
    }
    let mut text = format!("{title}\tREQUIRED\n");
    for Wanted { id, required, .. } in credentials {
        text.extend([id.as_str(), "\t", if *required { "true" } else { "" }, "\n"]);
    }
    tabwriter::align(&text, 3) + "\n"
}
