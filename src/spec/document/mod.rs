//! The schema: what a document may say.

pub mod config;
pub mod mount;
pub mod scalar;
pub mod source;
pub mod step;

pub use config::Config;
pub use config::Healthcheck;
pub use mount::Mount;
pub use scalar::Command;
pub use scalar::EnvValue;
pub use scalar::Memory;
pub use scalar::Mode;
pub use scalar::Network;
pub use scalar::PlatformName;
pub use scalar::Resolve;
pub use scalar::Sharing;
pub use scalar::Texts;
pub use scalar::Version;
pub use source::DockerfileBuild;
pub use source::FileText;
pub use source::Source;
pub use step::Step;

pub use super::schema::Entry;
pub use super::schema::Map;
pub use super::schema::Nullable;
use super::schema::record;

record! {
    /// A document: targets by name.
    Spec {
        /// Where this schema is, for editors.
        "$schema" schema: Option<String>,
        /// The version of the schema.
        "version" version: Version,
        /// The image of the frontend that builds this document, as in the first line of a Dockerfile.
        "syntax" syntax: Option<String>,
        /// The target that is built if none is asked for. Without it, that is the last one.
        "default" default: Option<String>,
        /// What can be built.
        "targets" targets: Map<Target>,
    }
}

record! {
    /// Something that can be built: a source, and what is done with it.
    Target {
        /// What it begins with: files, and the image configuration if that is an image. Nothing is
        /// said for an empty file system.
        "from" from: Option<Source>,
        /// What is done, one after the other.
        "steps" steps: Option<Vec<Step>>,
        /// The image configuration, changed after all steps.
        "config" config: Option<Config>,
        /// The platform it is built for, whatever was asked for: for targets that run during the
        /// build, such as compilers.
        "platform" platform: Option<String>,
        /// What the image shall be called. It changes nothing that is built.
        "publish" publish: Option<Publish>,
        /// What it is for, in a sentence; `--call=targets` shows it.
        "doc" doc: Option<String>,
        /// Targets that must have been built before, such as tests.
        "after" after: Option<Vec<String>>,
    }
}

record! {
    /// What an image shall be called.
    Publish {
        /// Names with tags, for the exporter and for `bake`.
        "tags" tags: Option<Vec<String>>,
        /// The platforms that `bake` builds for.
        "platforms" platforms: Option<Vec<PlatformName>>,
        /// Annotations of the image's manifest.
        "annotations" annotations: Option<Map<String>>,
        /// What `bake` does with the result, such as `type=local,dest=out`.
        "outputs" outputs: Option<Vec<String>>,
    }
}
