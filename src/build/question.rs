//! What lowering cannot know: questions, and the answers to them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::image::Image;
use crate::image::Platform;
use crate::image::ResolvedImage;
use crate::llb::Definition;
use crate::llb::Digest;
use crate::llb::HostIp;
use crate::llb::ResolveMode;

/// Something that only the daemon, or a converter of Dockerfiles, knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// The configuration of an image.
    Image(ImageQuestion),
    /// The `.dockerignore` of the main context.
    Ignore,
    /// The `.dockerignore` of a folder that is a named context.
    Folder {
        /// What the client calls it.
        folder: String,
        /// The name of the context.
        key: String,
    },
    /// What a Dockerfile comes to.
    Dockerfile(Rc<DockerfileQuestion>),
    /// What is in a file of something that is built.
    File(Rc<FileQuestion>),
}

/// Which image, and how its look-up is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageQuestion {
    /// The full reference.
    pub reference: String,
    /// The platform it is for.
    pub platform: Platform,
    /// When it is looked up in the registry.
    pub mode: ResolveMode,
    /// What the progress output calls the look-up.
    pub log_name: String,
}

/// A Dockerfile with all that belongs to it.
#[derive(Clone, Debug)]
pub struct DockerfileQuestion {
    /// Its text.
    pub text: Rc<[u8]>,
    /// What it is called in errors.
    pub filename: String,
    /// The stage that is built; empty for the last.
    pub target: String,
    /// Its build arguments.
    pub args: BTreeMap<String, String>,
    /// What it is built for.
    pub platform: Platform,
    /// Where its files come from; `None` is the main context of the build.
    pub context: Option<Rc<Definition>>,
    /// What its named contexts are.
    pub contexts: BTreeMap<String, BoundContext>,
    /// Lines for `/etc/hosts`.
    pub hosts: Vec<HostIp>,
    key: Digest,
}

/// What a named context of a Dockerfile is.
#[derive(Clone, Debug)]
pub struct BoundContext {
    /// Its files.
    pub files: Rc<Definition>,
    /// Its image configuration, if it has one.
    pub config: Option<String>,
}

/// A file of something that is built.
#[derive(Clone, Debug)]
pub struct FileQuestion {
    /// What has to be built.
    pub tree: Rc<Definition>,
    /// The path in it.
    pub path: String,
    key: Digest,
}

impl FileQuestion {
    pub(super) fn new(tree: Rc<Definition>, path: String) -> Self {
        let mut key = Key::default();
        key.definition(&tree);
        key.text(path.as_bytes());
        Self { tree, path, key: key.digest() }
    }
}

/// What a [`DockerfileQuestion`] is made from.
#[derive(Clone, Debug)]
pub(super) struct DockerfileParts {
    pub(super) text: Rc<[u8]>,
    pub(super) filename: String,
    pub(super) target: String,
    pub(super) args: BTreeMap<String, String>,
    pub(super) platform: Platform,
    pub(super) context: Option<Rc<Definition>>,
    pub(super) contexts: BTreeMap<String, BoundContext>,
    pub(super) hosts: Vec<HostIp>,
}

impl From<DockerfileParts> for DockerfileQuestion {
    fn from(parts: DockerfileParts) -> Self {
        let DockerfileParts { text, filename, target, args, platform, context, contexts, hosts } =
            parts;
        let mut key = Key::default();
        for part in [&text[..], filename.as_bytes(), target.as_bytes()] {
            key.text(part);
        }
        key.text(platform.format_all().as_bytes());
        for (name, value) in &args {
            key.text(name.as_bytes());
            key.text(value.as_bytes());
        }
        if let Some(context) = &context {
            key.definition(context);
        }
        for (name, bound) in &contexts {
            key.text(name.as_bytes());
            key.definition(&bound.files);
            key.text(bound.config.as_deref().unwrap_or_default().as_bytes());
        }
        for HostIp { host, ip } in &hosts {
            key.text(host.as_bytes());
            key.text(ip.as_bytes());
        }
        let key = key.digest();
        Self { text, filename, target, args, platform, context, contexts, hosts, key }
    }
}

/// Questions are the same if all that is in them is: a digest says so.
#[derive(Default)]
struct Key(Vec<u8>);

impl Key {
    fn text(&mut self, text: &[u8]) {
        self.0.extend_from_slice(&text.len().to_be_bytes());
        self.0.extend_from_slice(text);
    }

    fn definition(&mut self, definition: &Definition) {
        let last = definition.def.last().map(|op| Digest::of(op));
        self.0.extend(last.map(|digest| digest.bytes()).unwrap_or_default());
    }

    fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

macro_rules! ordered_by_key {
    ($($name:ident),*) => {$(
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.key == other.key
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.key.cmp(&other.key)
            }
        }
    )*};
}

ordered_by_key!(DockerfileQuestion, FileQuestion);

/// What is known by now.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Question::Image`].
    Image(ResolvedImage),
    /// To [`Question::Image`]: a source policy put something else in its place.
    Replaced(String),
    /// To [`Question::Ignore`] and [`Question::Folder`]: the file, or `None` if there is none.
    Ignore(Option<Rc<[u8]>>),
    /// To [`Question::Dockerfile`].
    Dockerfile(Rc<Converted>),
    /// To [`Question::File`].
    File(Rc<[u8]>),
    /// There is no answer; this is why.
    Failed(String),
}

/// What a Dockerfile comes to.
#[derive(Clone, Debug)]
pub struct Converted {
    /// Its files.
    pub definition: Rc<Definition>,
    /// Its image configuration.
    pub image: Image,
    /// The configuration of the image it is based on.
    pub base_image: Option<Rc<Image>>,
}

/// All answers so far.
pub type Answers = BTreeMap<Question, Answer>;

/// Questions being asked: what is answered already is found, the rest is noted once.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    answers: &'a Answers,
    open: Vec<Question>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(answers: &'a Answers) -> Self {
        Self { answers, open: Vec::new() }
    }

    /// The answer to a question, or none yet.
    pub(super) fn ask(&mut self, question: &Question) -> Option<&'a Answer> {
        let answer = self.answers.get(question);
        if answer.is_none() && !self.open.contains(question) {
            self.open.push(question.clone());
        }
        answer
    }

    pub(super) fn answers(&self) -> &'a Answers {
        self.answers
    }

    /// Takes over what another has asked.
    pub(super) fn extend(&mut self, open: Vec<Question>) {
        for question in open {
            if !self.open.contains(&question) {
                self.open.push(question);
            }
        }
    }

    /// What has no answer yet.
    pub(super) fn finish(self) -> Vec<Question> {
        self.open
    }
}
