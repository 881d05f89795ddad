//! Named contexts: images, folders, repositories, files and inputs that stand in for the stages
//! and images of a Dockerfile.
//!
//! Upstream: `frontend/dockerui/namedcontext.go`.

use std::rc::Rc;

use super::error::ConvertErrorKind;
use super::error::NamedContextError;
use super::question::Answer;
use super::question::Asking;
use super::question::FolderQuestion;
use super::question::ImageQuestion;
use super::question::OciStore;
use super::question::Question;
use super::request::Request;
use crate::git::GitRef;
use crate::go::base64;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::ignore;
use crate::image::Image;
use crate::image::Platform;
use crate::image::Reference;
use crate::image::ResolvedImage;
use crate::llb::Definition;
use crate::llb::Source;

/// How often a source policy may put something else in place of a context.
const LIMIT: usize = 10;

/// A context that stands in for a stage or an image.
#[derive(Clone, Debug)]
pub(super) struct NamedContext {
    /// The name it is given under, for messages and steps; with a platform if that is part of it.
    key: String,
    /// The name it was looked for under.
    name: String,
    /// What it is: `docker-image://alpine`.
    value: String,
    /// The platform it is wanted for; `None` if nobody said so.
    platform: Option<Rc<Platform>>,
}

/// A context, ready to be put into a graph.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) files: Files,
    /// The configuration, if the context has one.
    pub(super) config: Option<Image>,
}

/// The files of a context.
#[derive(Clone, Debug)]
pub(super) enum Files {
    /// None.
    Nothing,
    /// What one source fetches.
    Source {
        source: Source,
        /// What the step is called.
        name: String,
        platform: Option<Rc<Platform>>,
    },
    /// A folder of the client; what of it is sent is known at the end.
    Folder(Folder),
    /// What somebody else marshalled.
    Input(Rc<Definition>),
}

/// A folder of the client, but for the paths that are used.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) source: Source,
    /// What the step is called.
    pub(super) name: String,
}

impl NamedContext {
    /// Finds the context that stands in for a stage or an image of this name.
    pub(super) fn find(
        name: &str,
        platform: Option<&Rc<Platform>>,
        request: &Request,
    ) -> Result<Option<Self>, ConvertErrorKind> {
        if ["scratch", "context"].iter().any(|own| own.eq_ignore_ascii_case(name)) {
            return Ok(None);
        }
        let platform = platform.cloned().or_else(|| request.platform.clone().map(Rc::new));
        Self::given(name, platform.as_ref(), request)
    }

    /// Finds the context that was given under a name, whatever it is.
    pub(super) fn given(
        name: &str,
        platform: Option<&Rc<Platform>>,
        request: &Request,
    ) -> Result<Option<Self>, ConvertErrorKind> {
        let reference = Reference::parse_normalized(name).map_err(|source| {
            let (name, source) = (name.to_owned(), Box::new(source));
            ConvertErrorKind::ContextName { name, source }
        })?;
        let contexts = &request.options.named_contexts;
        if contexts.is_empty() {
            return Ok(None);
        }
        let familiar = reference.familiar();
        let name = familiar.strip_suffix(":latest").unwrap_or(&familiar);
        let id = match platform {
            Some(platform) => platform.normalize().format_all(),
            None => Platform::host().normalize().format_all(),
        };
        let keys = [format!("{name}::{id}"), name.to_owned()];
        let found = keys.into_iter().find_map(|key| {
            let value = contexts.get(&key)?.clone();
            Some(Self { key, name: name.to_owned(), value, platform: platform.cloned() })
        });
        Ok(found)
    }

    /// Loads the context; `None` if something has to be asked first.
    ///
    /// A source policy may put something else in its place, which then is loaded.
    pub(super) fn load(
        &self,
        request: &Request,
        asking: &mut Asking<'_>,
    ) -> Result<Option<Loaded>, ConvertErrorKind> {
        let mut value = self.value.clone();
        for _ in 0..=LIMIT {
            let context = Self { value: value.clone(), ..self.clone() };
            match context.load_once(request, asking)? {
                Step::Loaded(loaded) => return Ok(Some(*loaded)),
                Step::Waiting => return Ok(None),
                Step::Replaced(identifier) => {
                    let Some((scheme, rest)) = identifier.split_once("://") else {
                        return Err(NamedContextError::Identifier(identifier).into());
                    };
                    value = format!("{scheme}:{rest}");
                }
            }
        }
        Err(NamedContextError::Recursion(value).into())
    }

    fn load_once(
        &self,
        request: &Request,
        asking: &mut Asking<'_>,
    ) -> Result<Step, ConvertErrorKind> {
        let Some((scheme, rest)) = self.value.split_once(':') else {
            let (value, key) = (self.value.clone(), self.key.clone());
            return Err(NamedContextError::Specifier { value, key }.into());
        };
        match scheme {
            "docker-image" => self.image(rest.trim_start_matches("//"), asking),
            "oci-layout" => self.oci_layout(rest.trim_start_matches("//"), request, asking),
            "local" => self.folder(rest, request, asking),
            "input" => self.input(rest, request).map(Step::from),
            "http" | "https" => self.url().map(Step::from),
            "git" => self.git().map(Step::from),
            _ if scheme.starts_with("git@") => self.git().map(Step::from),
            _ => {
                let (scheme, key) = (scheme.to_owned(), self.key.clone());
                Err(NamedContextError::Scheme { scheme, key }.into())
            }
        }
    }

    fn image(&self, name: &str, asking: &mut Asking<'_>) -> Result<Step, ConvertErrorKind> {
        if name == "scratch" {
            return Ok(Loaded { files: Files::Nothing, config: None }.into());
        }
        let reference = Reference::parse_normalized(name)
            .map_err(|error| NamedContextError::Reference(Box::new(error)))?
            .tag_name_only();
        let question = self.question(reference.to_string(), name, None);
        let resolved = match resolve(question, asking)? {
            Resolution::Waiting => return Ok(Step::Waiting),
            Resolution::Replaced(identifier) => return Ok(Step::Replaced(identifier)),
            Resolution::Image(resolved) => resolved,
        };
        let mut image = Image::decode(&resolved.config)
            .map_err(|error| NamedContextError::Config(error.to_string()))?;
        image.created = None;
        let files = Files::Source {
            source: Source::image(&resolved.reference),
            name: format!("[context {}] {name}", self.key),
            platform: self.platform.clone(),
        };
        Ok(Loaded { files, config: Some(image) }.into())
    }

    fn oci_layout(
        &self,
        spec: &str,
        request: &Request,
        asking: &mut Asking<'_>,
    ) -> Result<Step, ConvertErrorKind> {
        let reference = Reference::parse(spec).map_err(|source| {
            NamedContextError::OciReference { spec: spec.to_owned(), source: Box::new(source) }
        })?;
        let store = reference.name();
        let Some(digest) = reference.digest() else {
            return Err(NamedContextError::OciDigest(reference.to_string()).into());
        };
        // The store has no name that means anything elsewhere; the context's own is shown.
        let shown = Reference::parse_normalized(&self.name)
            .and_then(|reference| reference.with_digest(digest))
            .map_err(|error| NamedContextError::Reference(Box::new(error)))?
            .to_string();
        let session = request.options.session.clone();
        let question = self.question(
            shown.clone(),
            &shown,
            Some(OciStore { session: session.clone(), id: store.clone() }),
        );
        let resolved = match resolve(question, asking)? {
            Resolution::Waiting => return Ok(Step::Waiting),
            Resolution::Replaced(identifier) => {
                let kind = ConvertErrorKind::NotAnImage {
                    prefix: String::new(),
                    reference: shown,
                    identifier,
                };
                return Err(kind);
            }
            Resolution::Image(resolved) => resolved,
        };
        let image = Image::decode(&resolved.config)
            .map_err(|error| NamedContextError::OciConfig(error.to_string()))?;
        let files = Files::Source {
            source: Source::oci_layout(&shown).oci_store(&session, &store),
            name: format!("[context {}] OCI load from client", self.key),
            platform: self.platform.clone(),
        };
        Ok(Loaded { files, config: Some(image) }.into())
    }

    fn question(&self, reference: String, shown: &str, store: Option<OciStore>) -> Question {
        Question::Image(ImageQuestion {
            reference,
            platform: self.platform.as_deref().cloned(),
            log_name: format!("[context {}] load metadata for {shown}", self.key),
            store,
        })
    }

    fn folder(
        &self,
        name: &str,
        request: &Request,
        asking: &mut Asking<'_>,
    ) -> Result<Step, ConvertErrorKind> {
        let (folder, key) = (name.to_owned(), self.key.clone());
        let question = Question::Folder(FolderQuestion { folder, key });
        let patterns = match asking.ask(question.clone()) {
            None => return Ok(Step::Waiting),
            Some(Answer::Ignore(None)) => Vec::new(),
            Some(Answer::Ignore(Some(file))) => ignore::read(file).map_err(|error| {
                ConvertErrorKind::Ignore(format!("failed parsing .dockerignore: {error}"))
            })?,
            Some(answer) => return Err(answer.refusal(question)),
        };
        let options = &request.options;
        let shared = options.shared_keys.get(&self.key).map_or("", String::as_str);
        let source = Source::local(name)
            .session(options.session_of(name))
            .shared_key_hint(&format!("context:{}-{shared}", self.key))
            .exclude_patterns(&patterns);
        let folder = Folder { source, name: format!("[context {}] load from client", self.key) };
        Ok(Loaded { files: Files::Folder(folder), config: None }.into())
    }

    fn input(&self, name: &str, request: &Request) -> Result<Loaded, ConvertErrorKind> {
        let Some(definition) = request.inputs.get(name) else {
            let (name, key) = (name.to_owned(), self.key.clone());
            return Err(NamedContextError::Input { name, key }.into());
        };
        let files = Files::Input(Rc::clone(definition));
        let Some(metadata) = request.options.input_metadata.get(name) else {
            return Ok(Loaded { files, config: None });
        };
        let config = match config_in(metadata) {
            Err(error) => {
                let metadata = metadata.clone();
                return Err(NamedContextError::InputMetadata { metadata, error }.into());
            }
            Ok(None) => None,
            Ok(Some(config)) => Some(
                Image::decode(&config)
                    .map_err(|error| NamedContextError::Config(error.to_string()))?,
            ),
        };
        Ok(Loaded { files, config })
    }

    fn url(&self) -> Result<Loaded, ConvertErrorKind> {
        if GitRef::parse(&self.value).is_some() {
            return self.git();
        }
        let source = Source::http(&self.value).filename("context");
        let name = format!("[context {}] {}", self.key, self.value);
        Ok(Loaded { files: Files::Source { source, name, platform: None }, config: None })
    }

    fn git(&self) -> Result<Loaded, ConvertErrorKind> {
        let git = match GitRef::parse(&self.value) {
            None => return Err(NamedContextError::Git(self.value.clone()).into()),
            Some(git) => git.map_err(|error| NamedContextError::GitRef(Box::new(error)))?,
        };
        let mut source = Source::git(&git);
        if git.keep_git_dir == Some(true) {
            source = source.keep_git_dir();
        }
        if !git.checksum.is_empty() {
            source = source.git_checksum(&git.checksum);
        }
        if let Some(mtime) = git.mtime {
            source = source.git_mtime(mtime.as_str());
        }
        let name = format!("[internal] load git source {}", self.value);
        Ok(Loaded { files: Files::Source { source, name, platform: None }, config: None })
    }
}

/// How far loading a context came.
enum Step {
    Loaded(Box<Loaded>),
    Waiting,
    /// A source policy put this identifier in its place.
    Replaced(String),
}

impl From<Loaded> for Step {
    fn from(loaded: Loaded) -> Self {
        Self::Loaded(Box::new(loaded))
    }
}

enum Resolution<'a> {
    Waiting,
    Replaced(String),
    Image(&'a ResolvedImage),
}

fn resolve<'a>(
    question: Question,
    asking: &mut Asking<'a>,
) -> Result<Resolution<'a>, ConvertErrorKind> {
    match asking.ask(question.clone()) {
        None => Ok(Resolution::Waiting),
        Some(Answer::Image(resolved)) => Ok(Resolution::Image(resolved)),
        Some(Answer::Replaced { identifier, .. }) => Ok(Resolution::Replaced(identifier.clone())),
        Some(answer) => Err(answer.refusal(question)),
    }
}

/// The image configuration in the metadata of an input: `{"containerimage.config": "<base64>"}`.
fn config_in(metadata: &str) -> Result<Option<Vec<u8>>, String> {
    let document = Document::parse(metadata.as_bytes()).map_err(|error| error.to_string())?;
    let root = document.root();
    if root.kind() != Kind::Object {
        return Err("json: cannot unmarshal into Go value of type map[string][]uint8".to_owned());
    }
    let mut config = None;
    for (key, value) in root.members() {
        let bytes = value.as_string().map(|text| base64::decode(text.as_bytes()));
        match bytes {
            Some(Ok(bytes)) if key == "containerimage.config" => config = Some(bytes),
            Some(Err(error)) => return Err(error.to_string()),
            _ => {}
        }
    }
    Ok(config)
}
