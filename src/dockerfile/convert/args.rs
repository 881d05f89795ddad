//! Variables that are known before the first stage: platforms, and `ARG`s above the first `FROM`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::outline::OutlineArg;
use super::request::Request;
use crate::dockerfile::instruction::Arg;
use crate::dockerfile::instruction::Located;
use crate::dockerfile::shell::Lexer;
use crate::image::Platform;
use crate::llb::Env;

/// `ARG`s that never become part of an environment.
pub(super) const NON_ENV: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// The platforms of one conversion.
#[derive(Clone, Debug)]
pub(super) struct Platforms {
    pub(super) build: Platform,
    pub(super) target: Platform,
    /// Nobody asked for the target; it is what the worker prefers.
    pub(super) implicit: bool,
}

impl Platforms {
    pub(super) fn of(request: &Request) -> Self {
        let build = request.options.build_platform.clone();
        let target = request.platform.clone().unwrap_or_else(|| build.clone());
        Self { build, target, implicit: request.platform.is_none() }
    }
}

/// Variables before the first stage, and the names that were declared there.
#[derive(Clone, Debug, Default)]
pub(super) struct GlobalArgs {
    pub(super) env: Env,
    /// Declared names, set or not.
    pub(super) declared: BTreeMap<String, GlobalArg>,
}

/// An `ARG` above the first `FROM`.
#[derive(Clone, Debug, Default)]
pub(super) struct GlobalArg {
    pub(super) arg: OutlineArg,
    /// The variables that its default is made of.
    pub(super) parts: BTreeSet<String>,
}

/// `BUILDPLATFORM` and its like; build arguments win.
pub(super) fn predefined(
    platforms: &Platforms,
    build_args: &BTreeMap<String, String>,
    target: &str,
) -> Env {
    let (build, wanted) = (&platforms.build, &platforms.target);
    let target = if target.is_empty() { "default" } else { target };
    let variables = [
        ("BUILDPLATFORM", build.format()),
        ("BUILDOS", build.os.clone()),
        ("BUILDOSVERSION", build.os_version.clone()),
        ("BUILDARCH", build.architecture.clone()),
        ("BUILDVARIANT", build.variant.clone()),
        ("TARGETPLATFORM", wanted.format_all()),
        ("TARGETOS", wanted.os.clone()),
        ("TARGETOSVERSION", wanted.os_version.clone()),
        ("TARGETARCH", wanted.architecture.clone()),
        ("TARGETVARIANT", wanted.variant.clone()),
        ("TARGETSTAGE", target.to_owned()),
    ];
    let mut env = Env::default();
    for (key, value) in variables {
        env.set(key, build_args.get(key).unwrap_or(&value));
    }
    env
}

/// Adds the `ARG`s above the first `FROM`. Build arguments win and are not expanded.
pub(super) fn declare(
    mut env: Env,
    args: &[Located<Arg>],
    build_args: &BTreeMap<String, String>,
    lexer: Lexer,
) -> Result<GlobalArgs, ConvertError> {
    let mut declared = BTreeMap::new();
    for arg in args {
        for declaration in &arg.instruction.declarations {
            let mut parts = BTreeSet::new();
            let value = match (build_args.get(&declaration.key), &declaration.value) {
                (Some(value), _) => Some(value.clone()),
                (None, None) => None,
                (None, Some(default)) => {
                    let expanded = lexer
                        .process_word(default, &env)
                        .map_err(|error| ConvertErrorKind::Shell(error).at(arg.origin.lines))?;
                    parts = expanded.names.matched;
                    Some(expanded.text)
                }
            };
            if let Some(value) = &value {
                env.set(&declaration.key, value);
            }
            let global = GlobalArg { arg: OutlineArg::of(declaration, value, &arg.origin), parts };
            redeclare(&mut declared, &declaration.key, global);
        }
    }
    Ok(GlobalArgs { env, declared })
}

/// Declares a name once more. A default that is made of its own name is made of what that was made
/// of.
fn redeclare(declared: &mut BTreeMap<String, GlobalArg>, name: &str, mut global: GlobalArg) {
    let is_extended = global.parts.remove(name);
    let known = declared.entry(name.to_owned()).or_default();
    if is_extended {
        global.parts.append(&mut known.parts);
    }
    *known = global;
}
