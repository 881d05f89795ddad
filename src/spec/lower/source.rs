//! Sources: as what a target begins with, and as files.

use std::collections::BTreeMap;

use super::Planner;
use super::parse_platform;
use super::step::bits;
use crate::build;
use crate::build::Container;
use crate::build::Directory;
use crate::build::DockerfileText;
use crate::build::GitAuth;
use crate::build::Inline;
use crate::build::Origin;
use crate::go::base64;
use crate::llb::ResolveMode;
use crate::order::Collect as _;
use crate::spec::document::DockerfileBuild;
use crate::spec::document::FileText;
use crate::spec::document::Resolve;
use crate::spec::document::Source;
use crate::spec::error::SpecError;
use crate::spec::schema::Map;

/// What a source is, beside its kind.
struct Parts<'s> {
    origin: &'s Origin,
    path: Option<&'s str>,
    platform: Option<&'s str>,
}

impl Source {
    fn parts(&self) -> Parts<'_> {
        macro_rules! parts {
            ($of:expr, $platform:expr) => {
                Parts { origin: &$of.origin, path: $of.path.as_deref(), platform: $platform }
            };
        }
        match self {
            Self::Scratch(origin) => Parts { origin, path: None, platform: None },
            Self::Image(of) => parts!(of, of.platform.as_deref()),
            Self::Named(of) => parts!(of, of.platform.as_deref()),
            Self::Build(of) => parts!(of, of.platform.as_deref()),
            Self::Context(of) => parts!(of, of.platform.as_deref()),
            Self::Git(of) => parts!(of, None),
            Self::Http(of) => parts!(of, None),
            Self::Files(of) => parts!(of, None),
            Self::Dockerfile(of) => parts!(of, of.platform.as_deref()),
            Self::Merge(of) => parts!(of, of.platform.as_deref()),
            Self::Diff(of) => parts!(of, of.platform.as_deref()),
        }
    }
}

impl<'s> Planner<'s> {
    /// A source as what a target begins with.
    pub(super) fn base(&mut self, source: &'s Source, label: &str) -> Result<Container, SpecError> {
        let Parts { origin, path, platform } = source.parts();
        if path.is_none()
            && let Some(container) = self.container(source, label)?
        {
            return match platform {
                None => Ok(container),
                Some(text) => {
                    Ok(container.on(parse_platform(text, &origin.field("platform"))?).at(origin))
                }
            };
        }
        let files = self.directory(source, label)?;
        Ok(Container::scratch().with_rootfs(&files).at(origin).labelled(label))
    }

    /// A source that has an image configuration.
    fn container(
        &mut self,
        source: &'s Source,
        label: &str,
    ) -> Result<Option<Container>, SpecError> {
        let origin = source.parts().origin;
        let container = match source {
            Source::Scratch(_) => Container::scratch(),
            Source::Image(image) => {
                let mode = image.resolve.map(|resolve| match resolve {
                    Resolve::Default => ResolveMode::Default,
                    Resolve::Pull => ResolveMode::ForcePull,
                    Resolve::Local => ResolveMode::PreferLocal,
                });
                Container::image(build::Image { reference: image.image.clone(), mode })
            }
            Source::Named(named) => {
                return self.named(&named.target, &origin.field("target")).map(Some);
            }
            Source::Build(inlined) => {
                let name = inlined.build.origin.path();
                let name = name.strip_prefix("targets.").unwrap_or(name);
                return self.target(&inlined.build, name).map(Some);
            }
            Source::Context(context)
                if !context.context.is_empty()
                    && context.include.is_none()
                    && context.exclude.is_none() =>
            {
                Container::context(context.context.clone())
            }
            Source::Dockerfile(dockerfile) => {
                Container::dockerfile(self.dockerfile(&dockerfile.dockerfile, label)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(container.at(origin).labelled(label)))
    }

    /// A source as files.
    pub(super) fn directory(
        &mut self,
        source: &'s Source,
        label: &str,
    ) -> Result<Directory, SpecError> {
        let Parts { origin, path, platform } = source.parts();
        let mut directory = match self.container(source, label)? {
            Some(container) => container.rootfs(),
            None => self.files(source, label)?,
        }
        .at(origin);
        if let Some(path) = path {
            directory = directory.directory(path).at(origin);
        }
        if let Some(text) = platform {
            directory = directory.on(parse_platform(text, &origin.field("platform"))?).at(origin);
        }
        Ok(directory)
    }

    /// A source that is files and nothing else.
    fn files(&mut self, source: &'s Source, label: &str) -> Result<Directory, SpecError> {
        Ok(match source {
            Source::Context(context) => Directory::context(build::Context {
                beside: false,
                name: context.context.clone(),
                include: context.include.clone().unwrap_or_default(),
                exclude: context.exclude.clone().unwrap_or_default(),
                all: false,
            }),
            Source::Git(git) => Directory::git(build::Git {
                url: git.git.clone(),
                reference: git.reference.clone(),
                keep_git: git.keep_git.unwrap_or_default(),
                submodules: git.submodules,
                auth: git.auth.clone().map(GitAuth::Token),
            }),
            Source::Http(http) => Directory::http(build::Http {
                url: http.http.clone(),
                checksum: http.checksum.clone(),
                filename: http.filename.clone(),
                mode: bits(http.mode.as_ref(), &http.origin)?,
                owner: None,
                auth: http.auth.clone(),
            }),
            Source::Files(files) => Directory::files(inline(&files.files)?),
            Source::Merge(merge) => {
                let layers = merge.merge.iter().map(|layer| self.directory(layer, label));
                Directory::merge(layers.collect::<Result<Vec<_>, _>>()?)
            }
            Source::Diff(diff) => {
                let lower = self.directory(&diff.diff.lower, label)?;
                self.directory(&diff.diff.upper, label)?.diff(&lower)
            }
            _ => Directory::scratch(),
        })
    }

    fn dockerfile(
        &mut self,
        written: &'s DockerfileBuild,
        label: &str,
    ) -> Result<build::Dockerfile, SpecError> {
        let text = match (&written.path, &written.inline) {
            (Some(_), Some(_)) => {
                let message = "\"path\" and \"inline\" exclude each other";
                return Err(SpecError::new(&written.origin, message));
            }
            (_, Some(text)) => DockerfileText::Inline(text.clone()),
            (Some(path), None) => DockerfileText::Path(path.clone()),
            (None, None) => DockerfileText::default(),
        };
        let context = match &written.context {
            None => None,
            Some(source) if is_main(source) => None,
            Some(source) => Some(self.directory(source, label)?),
        };
        let mut contexts = BTreeMap::new();
        for entry in written.contexts.iter().flat_map(|map| &map.0) {
            contexts.insert(entry.name.clone(), self.base(&entry.value, label)?);
        }
        let args = written.args.iter().flat_map(|map| &map.0);
        Ok(build::Dockerfile {
            hosts: Vec::new(),
            text,
            context,
            target: written.target.clone(),
            args: args.map(|entry| (entry.name.clone(), entry.value.clone())).into_map(),
            contexts,
        })
    }
}

/// Whether a source is the main context, all of it.
fn is_main(source: &Source) -> bool {
    matches!(source, Source::Context(context) if context.context.is_empty()
        && context.include.is_none()
        && context.exclude.is_none()
        && context.path.is_none())
}

fn inline(files: &Map<FileText>) -> Result<BTreeMap<String, Inline>, SpecError> {
    let mut inline = BTreeMap::new();
    for entry in &files.0 {
        let file = match &entry.value {
            FileText::Text(text) => Inline { data: text.clone().into_bytes(), mode: None },
            FileText::Plain(plain) => Inline {
                data: plain.text.clone().into_bytes(),
                mode: bits(plain.mode.as_ref(), &plain.origin)?,
            },
            FileText::Base64(coded) => Inline {
                data: base64::decode(coded.base64.as_bytes()).map_err(|why| {
                    SpecError::new(&coded.origin.field("base64"), format!("not base64: {why}"))
                })?,
                mode: bits(coded.mode.as_ref(), &coded.origin)?,
            },
        };
        inline.insert(entry.name.clone(), file);
    }
    Ok(inline)
}
