//! A stage while its instructions are converted.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::check;
use super::error::ConvertErrorKind;
use super::name::Counter;
use super::outline::Uses;
use super::scan::Switches;
use super::stages::StageId;
use super::state::State;
use crate::dockerfile::instruction::Origin;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Lexer;
use crate::image::Image;
use crate::image::Platform;
use crate::order;
use crate::source::Lines;

/// A stage: its files, its configuration, and what its instructions need to know of each other.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) state: State,
    pub(super) image: Image,
    /// The configuration of the image it all began with.
    pub(super) original: Option<Rc<Image>>,
    pub(super) platform: Rc<Platform>,
    /// `ARG`s so far, those of the stages below included.
    pub(super) build_args: Vec<BuildArg>,
    /// A `WORKDIR` was written, here or in a stage below.
    pub(super) has_workdir: bool,
    pub(super) counter: Counter,
    pub(super) ignore_cache: bool,
    /// Where instructions stand of which only the last one counts.
    pub(super) written: WrittenOnce,
    /// What its instructions want to be told.
    pub(super) uses: Uses,
    /// What is scanned for a list of what is in the image.
    pub(super) scan: Switches,
    /// The stage it all began with; paths used of either are used of that one's context.
    pub(super) owner: StageId,
    env_places: BTreeMap<String, usize>,
}

/// A variable that an `ARG` declared.
#[derive(Clone, Debug)]
pub(super) struct BuildArg {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

/// Where instructions stand of which only the last one counts.
#[derive(Clone, Debug, Default)]
pub(super) struct WrittenOnce {
    pub(super) cmd: Option<Lines>,
    pub(super) entrypoint: Option<Lines>,
    pub(super) healthcheck: Option<Lines>,
}

/// An instruction being converted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) origin: &'a Origin,
    /// The stages it takes files from.
    pub(super) sources: &'a [StageId],
    /// An `ONBUILD` left it.
    pub(super) is_trigger: bool,
}

impl Stage {
    pub(super) fn new(owner: StageId, state: State, image: Image, platform: Rc<Platform>) -> Self {
        Self {
            state,
            image,
            original: None,
            platform,
            build_args: Vec::new(),
            has_workdir: false,
            counter: Counter::default(),
            ignore_cache: false,
            written: WrittenOnce::default(),
            uses: Uses::default(),
            scan: Switches::default(),
            owner,
            env_places: BTreeMap::new(),
        }
    }

    /// A stage that starts from what this one is at its end.
    pub(super) fn child(&self) -> Self {
        let mut image = self.image.clone();
        image.config.on_build = Vec::new();
        Self {
            original: self.original.clone(),
            build_args: self.build_args.clone(),
            has_workdir: self.has_workdir,
            ..Self::new(self.owner, self.state.clone(), image, Rc::clone(&self.platform))
        }
    }

    /// Remembers where the variables of the image stand.
    pub(super) fn index_env(&mut self) {
        self.env_places.clear();
        for (place, entry) in self.image.config.env.iter().enumerate() {
            let key = entry.split('=').next().unwrap_or_default();
            self.env_places.entry(key.to_owned()).or_insert(place);
        }
    }

    /// Sets a variable of the image and of the processes that follow.
    pub(super) fn set_env(&mut self, key: &str, value: &str) {
        self.state.set_env(key, value);
        let entry = format!("{key}={value}");
        let env = &mut self.image.config.env;
        if let Some(known) = self.env_places.get(key).and_then(|place| env.get_mut(*place)) {
            *known = entry;
        } else {
            self.env_places.insert(key.to_owned(), env.len());
            env.push(entry);
        }
    }

    /// Expands a word of an instruction; variables that nobody set are reported.
    pub(super) fn expand(
        &self,
        word: &str,
        lexer: Lexer,
        origin: &Origin,
        linter: &mut Linter,
    ) -> Result<String, ConvertErrorKind> {
        match lexer.process_word(word, &*self.state.env) {
            Ok(expanded) => {
                check::undefined(&expanded.names, origin, self, linter);
                Ok(expanded.text)
            }
            Err(error) => {
                check::undefined(&error.names, origin, self, linter);
                Err(ConvertErrorKind::Shell(error))
            }
        }
    }

    /// Names the next step after the text of an instruction.
    pub(super) fn name(
        &mut self,
        text: &str,
        place: &Place<'_>,
        platform: Option<&Platform>,
    ) -> String {
        if place.is_trigger {
            let text = format!("ONBUILD {text}");
            return self.counter.next(&text, platform, &*self.state.env);
        }
        self.counter.next(text, platform, &*self.state.env)
    }
}

/// The paths that a build uses of a context; `/` is all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct UsedPaths(BTreeSet<String>);

impl UsedPaths {
    pub(super) fn add(&mut self, path: &str) {
        // With all of it, a part says nothing more.
        if self.0.contains("/") {
            return;
        }
        self.0.insert(crate::go::path::join(&["/", path]));
    }

    /// The paths without their first slash, sorted; none if all is used, or nothing.
    pub(super) fn follow(&self) -> Vec<String> {
        if self.0.contains("/") {
            return Vec::new();
        }
        let mut paths: Vec<String> =
            self.0.iter().map(|path| path.trim_start_matches('/').to_owned()).collect();
        order::sort(&mut paths);
        paths
    }
}
