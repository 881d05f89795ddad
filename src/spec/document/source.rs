//! Where files come from.

use super::Mode;
use super::Resolve;
use super::Target;
use crate::spec::error::SpecError;
use crate::spec::node::Node;
use crate::spec::node::Value;
use crate::spec::schema::Map;
use crate::spec::schema::Schema;
use crate::spec::schema::Shape;
use crate::spec::schema::choose;
use crate::spec::schema::record;
use crate::spec::schema::union;

union! {
    /// Where files come from. As `from` of a target, an image, a target and a Dockerfile bring their
    /// image configuration with them, unless `path` takes a part of their files.
    Source "a source" or "scratch" Scratch {
        /// An image.
        "image" Image: Image,
        /// Another target.
        "target" Named: Named,
        /// A target that is written here.
        "build" Build: Inlined,
        /// Files of the client.
        "context" Context: Context,
        /// A repository.
        "git" Git: Git,
        /// A file on the web.
        "http" Http: Http,
        /// Files that are written here.
        "files" Files: Files,
        /// A Dockerfile.
        "dockerfile" Dockerfile: Dockerfile,
        /// Sources laid over each other.
        "merge" Merge: Merge,
        /// What one source has that another has not.
        "diff" Diff: Diff,
    }
}

record! {
    /// An image of a registry, or the named context that stands in for it.
    Image {
        /// Its name.
        "image" image: String,
        /// When it is looked up in the registry.
        "resolve" resolve: Option<Resolve>,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// Another target of the document.
    Named {
        /// Its name.
        "target" target: String,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// A target that is written where it is used.
    Inlined {
        /// The target.
        "build" build: Box<Target>,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// Files of the client, or what was given with `--build-context`.
    Context {
        /// The name of a context; empty for the main one.
        "context" context: String,
        /// Only what matches is sent.
        "include" include: Option<Vec<String>>,
        /// What matches is not sent, beside what `.dockerignore` hides.
        "exclude" exclude: Option<Vec<String>>,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// The platform, if the context is an image.
        "platform" platform: Option<String>,
    }
}

record! {
    /// A git repository.
    Git {
        /// Its URL.
        "git" git: String,
        /// A branch, tag or commit; the default branch if nothing is said.
        "ref" reference: Option<String>,
        /// Whether the `.git` folder stays.
        "keep_git" keep_git: Option<bool>,
        /// Whether submodules are fetched; they are if nothing is said.
        "submodules" submodules: Option<bool>,
        /// The secret that is the token.
        "auth" auth: Option<String>,
        /// Only this folder or file of it.
        "path" path: Option<String>,
    }
}

record! {
    /// A file on the web, alone in a folder.
    Http {
        /// Its URL.
        "http" http: String,
        /// The digest it must have: `sha256:…`.
        "checksum" checksum: Option<String>,
        /// Its name; the last part of the URL if nothing is said.
        "filename" filename: Option<String>,
        /// Its permission bits.
        "mode" mode: Option<Mode>,
        /// The secret that is sent as `Authorization`.
        "auth" auth: Option<String>,
        /// The path of the file.
        "path" path: Option<String>,
    }
}

record! {
    /// Files that are written in the document.
    Files {
        /// By path.
        "files" files: Map<FileText>,
        /// Only this folder or file of them.
        "path" path: Option<String>,
    }
}

record! {
    /// A file with text in it.
    PlainText {
        /// What is in it.
        "text" text: String,
        /// Its permission bits; 0644 if nothing is said.
        "mode" mode: Option<Mode>,
    }
}

record! {
    /// A file with anything in it.
    Base64 {
        /// What is in it, in base64.
        "base64" base64: String,
        /// Its permission bits; 0644 if nothing is said.
        "mode" mode: Option<Mode>,
    }
}

/// What is in a file: a text, or a record with more about it.
#[derive(Clone, Debug)]
pub enum FileText {
    /// A text.
    Text(String),
    /// A text and permission bits.
    Plain(PlainText),
    /// Anything.
    Base64(Base64),
}

impl Schema for FileText {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Text, PlainText::shape(), Base64::shape()])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        if let Value::Text(text) = &node.value {
            return Ok(Self::Text(text.clone()));
        }
        match choose(node, &["text", "base64"], "a file")? {
            0 => PlainText::decode(node).map(Self::Plain),
            _ => Base64::decode(node).map(Self::Base64),
        }
    }
}

record! {
    /// A build that a Dockerfile describes.
    Dockerfile {
        /// Which, and how it is built.
        "dockerfile" dockerfile: DockerfileBuild,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// A Dockerfile, and how it is built.
    DockerfileBuild {
        /// Its path in the context; `Dockerfile` if nothing is said.
        "path" path: Option<String>,
        /// Its text, in the place of a path.
        "inline" inline: Option<String>,
        /// Where its files come from; the main context if nothing is said.
        "context" context: Option<Box<Source>>,
        /// The stage that is built; the last if nothing is said.
        "target" target: Option<String>,
        /// Its build arguments.
        "args" args: Option<Map<String>>,
        /// What stands in for stages and images of these names.
        "contexts" contexts: Option<Map<Source>>,
    }
}

record! {
    /// Sources laid over each other; later ones win.
    Merge {
        /// From the lowest to the highest.
        "merge" merge: Vec<Source>,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// What one source has that another has not.
    Diff {
        /// Both.
        "diff" diff: Layers,
        /// Only this folder or file of it.
        "path" path: Option<String>,
        /// Its platform, if not that of the target.
        "platform" platform: Option<String>,
    }
}

record! {
    /// Two sources.
    Layers {
        /// The one that is taken away.
        "lower" lower: Box<Source>,
        /// The one it is taken from.
        "upper" upper: Box<Source>,
    }
}
