//! `html`

use super::CallError;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::go;

const TEXT: Param = Param::whole(Kind::STRING);

pub(super) static HTML: Package = Package {
    path: "html",
    members: &[
        ("Escape", Member::function(&[TEXT], Kind::STRING, escape)),
        ("Unescape", Member::function(&[TEXT], Kind::STRING, unescape)),
    ],
};

fn escape(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(go::html::escape(args::string(args, 0)?)))
}

fn unescape(args: &[Value]) -> Result<Value, CallError> {
    Ok(args::text(go::html::unescape(args::string(args, 0)?)))
}
