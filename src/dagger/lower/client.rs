//! What a plan takes from the client, and how Docker is asked for what a frontend cannot take.

use crate::bake;
use crate::build::Context;
use crate::build::Directory;
use crate::build::File;
use crate::build::GitAuth;

use super::text;
use crate::dagger::Datum;
use crate::dagger::Handle;

/// A directory of the client: one of the main context, or a context of its own.
pub(super) fn directory(fields: &Datum) -> Directory {
    let path = text(fields, "path");
    match inside(&path) {
        Some(inside) => part(Context::default(), &inside, fields),
        None => part(Context { name: slug(&path), ..Context::default() }, ".", fields),
    }
}

/// A directory beside the file that says so, which is in a folder.
pub(super) fn source(fields: &Datum, folder: &str) -> Result<Directory, String> {
    let path = text(fields, "path");
    let Some(inside) = inside(&path) else { return Err(format!("path {path:?} is not relative")) };
    let inside = crate::go::path::join(&[folder, inside.as_str()]);
    Ok(part(Context { beside: true, ..Context::default() }, &inside, fields))
}

/// A part of a context, as far as patterns allow.
fn part(context: Context, inside: &str, fields: &Datum) -> Directory {
    let texts = |name: &str| fields.get(name).map(Datum::texts).unwrap_or_default();
    let include = below(inside, texts("include"));
    let exclude = below(inside, texts("exclude"));
    let files = Directory::context(Context { include, exclude, all: true, ..context });
    if inside == "." { files } else { files.directory(inside) }
}

/// A file of the main context.
pub(super) fn file(path: &str) -> Result<File, String> {
    let Some(inside) = inside(path) else {
        return Err(format!(
            "{path}: only files of the build context can be read; pass the text as a value with \
             --build-arg, or a directory with --build-context {}=PATH",
            slug(path)
        ));
    };
    Ok(Directory::context(Context { all: true, ..Context::default() }).file(inside))
}

/// The path in the main context; none if it leads out of it.
fn inside(path: &str) -> Option<String> {
    let clean = crate::go::path::clean(path);
    let outside = clean.starts_with(['/', '~']) || clean == ".." || clean.starts_with("../");
    Some(clean).filter(|_| !outside)
}

/// Patterns as they are from the top of the context.
fn below(dir: &str, patterns: Vec<String>) -> Vec<String> {
    if dir == "." {
        return patterns;
    }
    let each = |pattern: String| match pattern.strip_prefix('!') {
        Some(pattern) => format!("!{dir}/{pattern}"),
        None => format!("{dir}/{pattern}"),
    };
    patterns.into_iter().map(each).collect()
}

/// A path as the name of a context or a secret: `../rootfs` is `rootfs`.
pub(super) fn slug(path: &str) -> String {
    let plain = path.trim_start_matches(['.', '/', '~']);
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '-' }
    };
    plain.chars().map(letter).collect::<String>().to_lowercase()
}

/// A directory of the client that is a context of its own, and where it is.
pub(in crate::dagger) fn context(fields: &Datum) -> Option<(String, String)> {
    let path = text(fields, "path");
    inside(&path).is_none().then(|| (slug(&path), path))
}

/// What `--secret` takes for a secret of the client.
pub(in crate::dagger) fn secret_flag(datum: &Datum) -> Option<String> {
    let name = secret(datum)?;
    let Datum::Handle(_, Some(id)) = datum else { return None };
    Some(match id.split_once('-') {
        Some(("env", variable)) => bake::flag(&[("id", &name), ("env", variable)]),
        Some(("file", path)) => bake::flag(&[("id", &name), ("src", path)]),
        _ => bake::flag(&[("id", &name)]),
    })
}

/// What `--ssh` takes for a socket of the client.
pub(in crate::dagger) fn ssh_flag(id: &str) -> String {
    let (name, path) = socket(id);
    if path.starts_with('/') { format!("{name}={path}") } else { name }
}

/// What Docker calls a socket, and where it is.
pub(super) fn socket(id: &str) -> (String, &str) {
    let address = id.trim_start_matches("sock-").trim_start_matches("unix://");
    (slug(address), address)
}

/// What Docker calls a secret; nothing if it is made while building.
pub(super) fn secret(datum: &Datum) -> Option<String> {
    let Datum::Handle(Handle::Secret, Some(id)) = datum else { return None };
    match id.split_once('-') {
        Some(("env", name)) => Some(name.to_owned()),
        Some(("file", path)) => Some(slug(path)),
        Some(("cmd", output)) => {
            let (command, _) = output.rsplit_once('-')?;
            let name = command.strip_prefix("client.commands.").unwrap_or(command);
            Some(slug(name.trim_matches('"')))
        }
        _ => None,
    }
}

/// The user that BuildKit names with every token.
const TOKEN_USER: &str = "x-access-token";

/// The secret that opens a repository. A password is sent as a token: only the daemon knows it.
pub(super) fn git_auth(fields: &Datum) -> Result<Option<GitAuth>, String> {
    let auth = fields.get("auth").filter(|auth| !auth.fields().is_empty());
    let Some(auth) = auth else { return Ok(None) };
    let kinds = [
        ("authToken", GitAuth::Token as fn(String) -> GitAuth),
        ("authHeader", GitAuth::Header),
        ("password", GitAuth::Token),
    ];
    for (name, kind) in kinds {
        let Some(datum) = auth.get(name) else { continue };
        let id = secret(datum).ok_or_else(|| refusal(&format!("auth.{name}"), "NewSecret"))?;
        return Ok(Some(kind(id)));
    }
    Ok(None)
}

/// What is to be known of how a repository is opened.
pub(super) fn git_note(fields: &Datum) -> Option<String> {
    let user = fields.get("auth").and_then(|auth| auth.get("username")).and_then(Datum::text)?;
    (user != TOKEN_USER).then(|| {
        format!(
            "auth: the password is sent as a token, by the user {TOKEN_USER}; where the user has \
             to be {user}, pass a whole header: --secret id=GIT_AUTH_HEADER,src=PATH with the text \
             \"basic BASE64\", which is {user}:PASSWORD encoded"
        )
    })
}

/// Why a task of a kind is not done, and what does it instead.
pub(super) fn refusal(path: &str, kind: &str) -> String {
    let instead = match kind {
        "ClientCommand" => format!(
            "commands do not run on the client; run it yourself and pass what it says with \
             --build-arg {path}.stdout=VALUE"
        ),
        "ClientNetwork" => "sockets are passed with --ssh ID=PATH".to_owned(),
        "ClientFilesystemWrite" => {
            "nothing is written to the client; build the action whose files these are with \
             --output type=local,dest=PATH"
                .to_owned()
        }
        "Export" => "images are exported with --output type=docker,dest=PATH, or --load".to_owned(),
        "Push" => "images are pushed with --push, or with docker buildx bake --push".to_owned(),
        "NewSecret" | "TrimSecret" | "DecodeSecret" => {
            "secrets are not made while building; pass it with --secret id=NAME,src=PATH".to_owned()
        }
        "Start" | "Stop" | "SendSignal" => "processes do not outlive a step of a build".to_owned(),
        kind => format!("{kind} gives no files"),
    };
    format!("{path}: {instead}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::value::Value;

    #[test]
    fn paths_that_lead_out_of_the_context_are_contexts_of_their_own() {
        assert_eq!(inside("./src"), Some("src".to_owned()));
        assert_eq!(inside("../rootfs"), None);
        assert_eq!(slug("../rootfs"), "rootfs");
        assert_eq!(slug("~/My Files"), "my-files");
        assert_eq!(below("src", vec!["*.go".into(), "!x".into()]), ["src/*.go", "!src/x"]);
    }

    #[test]
    fn secrets_have_the_names_of_what_they_come_from() {
        let named = |id: &str| secret(&Datum::Handle(Handle::Secret, Some(id.into())));
        assert_eq!(named("env-TOKEN"), Some("TOKEN".to_owned()));
        assert_eq!(named("file-./key.pem"), Some("key.pem".to_owned()));
        assert_eq!(named("cmd-client.commands.sops-stdout"), Some("sops".to_owned()));
        assert_eq!(named("cmd-client.commands.\"a b\"-stderr"), Some("a-b".to_owned()));
        assert_eq!(named("actions.test._read"), None);
    }

    #[test]
    fn repositories_are_opened_with_secrets() {
        let repository = |auth: &[(&str, &str)]| {
            let datum = |id: &str| match id.strip_prefix('=') {
                Some(text) => Datum::Scalar(Value::String(text.into())),
                None => Datum::Handle(Handle::Secret, Some(id.into())),
            };
            let auth = auth.iter().map(|(name, id)| ((*name).into(), datum(id))).collect();
            Datum::Struct(vec![("auth".into(), Datum::Struct(auth))])
        };
        let token = |id: &str| Ok(Some(GitAuth::Token(id.to_owned())));
        assert_eq!(git_auth(&Datum::Struct(Vec::new())), Ok(None));
        assert_eq!(git_auth(&repository(&[("authToken", "env-TOKEN")])), token("TOKEN"));
        let header = GitAuth::Header("HEADER".to_owned());
        assert_eq!(git_auth(&repository(&[("authHeader", "env-HEADER")])), Ok(Some(header)));
        let made = git_auth(&repository(&[("authHeader", "actions.made")]));
        assert!(made.is_err_and(|why| why.starts_with("auth.authHeader: secrets are not made")));
        let user = |name| repository(&[("username", name), ("password", "env-PASSWORD")]);
        assert_eq!(git_auth(&user("=me")), token("PASSWORD"));
        assert!(git_note(&user("=me")).is_some_and(|note| note.contains("GIT_AUTH_HEADER")));
        assert_eq!(git_note(&user("=x-access-token")), None);
    }
}
