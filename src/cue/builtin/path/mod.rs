//! `path`

mod matching;
mod os;
mod relative;

use os::Os;

use super::CallError;
use super::Depth;
use super::Member;
use super::Package;
use super::Param;
use super::args;
use crate::cue::value::Kind;
use crate::cue::value::Value;

/// The constraint of a parameter that says whose paths are meant: these first, then the others,
/// which are all as those of Unix.
macro_rules! systems {
    ($($first:literal),*) => {
        concat!(
            $($first, " | ",)*
            r#""aix" | "android" | "darwin" | "dragonfly" | "freebsd" | "hurd" | "illumos" | "#,
            r#""ios" | "js" | "linux" | "nacl" | "netbsd" | "openbsd" | "solaris" | "zos""#,
        )
    };
}

const STRING: Param = Param::whole(Kind::STRING);
const UNIX: Param = system(systems!(r#"*"unix""#, r#""windows""#, r#""plan9""#));
const WINDOWS: Param = system(systems!(r#"*"windows""#, r#""unix""#, r#""plan9""#));
const SYSTEM: Param = system(systems!(r#""unix""#, r#""windows""#, r#""plan9""#));

const fn system(constraint: &'static str) -> Param {
    Param { kind: Kind::STRING, depth: Depth::Whole, constraint: Some(constraint) }
}

pub(super) static PATH: Package = Package {
    path: "path",
    members: &[
        ("Unix", Member::Constant(|| args::text("unix"))),
        ("Windows", Member::Constant(|| args::text("windows"))),
        ("Plan9", Member::Constant(|| args::text("plan9"))),
        ("Split", Member::function(&[STRING, UNIX], Kind::LIST, split)),
        ("SplitList", Member::function(&[STRING, SYSTEM], Kind::LIST, split_list)),
        ("Join", Member::function(&[Param::list_of(Kind::STRING), UNIX], Kind::STRING, join)),
        ("Match", Member::function(&[STRING, STRING, UNIX], Kind::BOOL, matches)),
        ("Clean", Member::function(&[STRING, UNIX], Kind::STRING, clean)),
        ("ToSlash", Member::function(&[STRING, SYSTEM], Kind::STRING, to_slash)),
        ("FromSlash", Member::function(&[STRING, SYSTEM], Kind::STRING, from_slash)),
        ("Ext", Member::function(&[STRING, UNIX], Kind::STRING, ext)),
        ("Resolve", Member::function(&[STRING, STRING, UNIX], Kind::STRING, resolve)),
        ("Rel", Member::function(&[STRING, STRING, UNIX], Kind::STRING, rel)),
        ("Base", Member::function(&[STRING, UNIX], Kind::STRING, base)),
        ("Dir", Member::function(&[STRING, UNIX], Kind::STRING, dir)),
        ("IsAbs", Member::function(&[STRING, UNIX], Kind::BOOL, is_abs)),
        ("VolumeName", Member::function(&[STRING, WINDOWS], Kind::STRING, volume_name)),
    ],
};

/// The path, which is the first argument, and whose paths are meant, which is the last.
fn path_and_os(args: &[Value]) -> Result<(&str, Os), CallError> {
    Ok((args::string(args, 0)?, Os::named(args::string(args, args.len() - 1)?)))
}

fn split(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    let (dir, file) = os.split(path);
    Ok(Value::List(vec![args::text(dir), args::text(file)]))
}

fn split_list(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(Value::List(os.split_list(path).into_iter().map(args::text).collect()))
}

fn join(args: &[Value]) -> Result<Value, CallError> {
    let parts = args::strings(args, 0)?;
    Ok(args::text(Os::named(args::string(args, 1)?).join(&parts)))
}

fn matches(args: &[Value]) -> Result<Value, CallError> {
    let (pattern, os) = path_and_os(args)?;
    matching::matches(pattern, args::string(args, 1)?, os).map(Value::Bool)
}

fn clean(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(os.clean(path)))
}

fn to_slash(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(path.replace(os.separator(), "/")))
}

fn from_slash(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(os.with_separators(path)))
}

fn ext(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    let file = &path[path.rfind(|c| os.separates(c)).map_or(0, |at| at + 1)..];
    Ok(args::text(file.rfind('.').map_or("", |dot| &file[dot..])))
}

fn resolve(args: &[Value]) -> Result<Value, CallError> {
    let (dir, os) = path_and_os(args)?;
    let sub = args::string(args, 1)?;
    let whole = if os.is_abs(sub) { os.clean(sub) } else { os.join(&[&os.clean(dir), sub]) };
    Ok(args::text(whole))
}

fn rel(args: &[Value]) -> Result<Value, CallError> {
    let (base, os) = path_and_os(args)?;
    let target = args::string(args, 1)?;
    match relative::relative(base, target, os) {
        Some(path) => Ok(args::text(path)),
        None => Err(CallError::new(format!("Rel: can't make {target} relative to {base}"))),
    }
}

fn base(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(os.base(path)))
}

fn dir(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(os.dir(path)))
}

fn is_abs(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(Value::Bool(os.is_abs(path)))
}

fn volume_name(args: &[Value]) -> Result<Value, CallError> {
    let (path, os) = path_and_os(args)?;
    Ok(args::text(os.volume(path)))
}

#[cfg(test)]
mod tests;
