//! What is known of the files.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Library;
use super::program::Source;
use super::run::Stop;
use crate::cue::syntax::Options;
use crate::cue::syntax::Parsed;
use crate::cue::syntax::parse_file_as;
use crate::order;

/// A question. Paths are relative to the root of all files, with `/`; the root itself is `.`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// What is in a directory?
    Dir(String),
    /// What is in a file?
    File(String),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What is in the directory, in any order; nothing if there is none.
    Dir(Option<Vec<Entry>>),
    /// What is in the file; nothing if there is none.
    File(Option<Vec<u8>>),
}

/// Something in a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What something in a directory is; links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file.
    File,
    /// A directory.
    Dir,
    /// Neither.
    Other,
}

impl Entry {
    /// Whether it is a file of CUE, by its name.
    pub(super) fn is_cue(&self) -> bool {
        self.kind == EntryKind::File && extension(&self.name) == "cue"
    }
}

/// The extension of a file, without the dot.
pub(super) fn extension(path: &str) -> &str {
    crate::go::path::base(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A place in the files or in the library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) library: bool,
    pub(super) path: String,
}

impl Place {
    pub(super) fn in_files(path: impl Into<String>) -> Self {
        Self { library: false, path: path.into() }
    }

    /// A place below this one.
    pub(super) fn join(&self, path: &str) -> Self {
        let path = crate::go::path::join(&[self.path.as_str(), path]);
        Self { library: self.library, path }
    }

    /// The place above this one, unless it is the topmost.
    pub(super) fn parent(&self) -> Option<Self> {
        if self.path == "." {
            return None;
        }
        Some(Self { library: self.library, path: crate::go::path::dir(&self.path) })
    }
}

/// A file that was read.
#[derive(Clone)]
pub(super) struct Read {
    pub(super) index: u32,
    pub(super) parsed: Arc<Parsed>,
}

/// A text and its number.
type Text = (u32, Arc<[u8]>);

/// How a file is read: in which version, by old rules or not.
type Key = (Place, Option<crate::cue::syntax::experiment::Version>, bool);

/// All answers so far.
pub(super) struct Answers<'a> {
    library: &'a dyn Library,
    known: BTreeMap<Ask, Answer>,
    asks: BTreeSet<Ask>,
    read: BTreeMap<Key, Arc<Parsed>>,
    sources: Vec<Source>,
    /// Where the sources are from.
    places: Vec<Place>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(library: &'a dyn Library) -> Self {
        Self {
            library,
            known: BTreeMap::new(),
            asks: BTreeSet::new(),
            read: BTreeMap::new(),
            sources: Vec::new(),
            places: Vec::new(),
        }
    }

    pub(super) fn extend(&mut self, answers: Vec<(Ask, Answer)>) {
        self.known.extend(answers);
    }

    pub(super) fn take_asks(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.asks).into_iter().collect()
    }

    /// Whether somebody asked for a copy of a package of the library.
    pub(super) fn is_copy_wanted(&self, path: &str) -> bool {
        self.library.is_left_out(path)
    }

    pub(super) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// What is in a directory, by name; nothing if there is none.
    pub(super) fn dir(&mut self, place: &Place) -> Result<Option<Vec<Entry>>, Stop> {
        let entries = if place.library {
            let entry = |name| Entry { name, kind: EntryKind::File };
            self.library.dir(&place.path).map(|names| names.into_iter().map(entry).collect())
        } else {
            match self.answer(&Ask::Dir(place.path.clone()))? {
                Answer::Dir(entries) => entries.clone(),
                Answer::File(_) => None,
            }
        };
        Ok(entries.map(|mut entries: Vec<Entry>| {
            order::sort(&mut entries);
            entries
        }))
    }

    /// What is in a file; nothing if there is none.
    pub(super) fn file(&mut self, place: &Place) -> Result<Option<&[u8]>, Stop> {
        if place.library {
            return Ok(self.library.file(&place.path));
        }
        match self.answer(&Ask::File(place.path.clone()))? {
            Answer::File(text) => Ok(text.as_deref()),
            Answer::Dir(_) => Ok(None),
        }
    }

    fn answer(&mut self, ask: &Ask) -> Result<&Answer, Stop> {
        if !self.known.contains_key(ask) {
            self.asks.insert(ask.clone());
        }
        self.known.get(ask).ok_or(Stop::Wait)
    }

    /// The text of a file, and its number; nothing if there is no such file. A byte order mark in
    /// front may be no part of it.
    pub(super) fn text(&mut self, place: &Place, marked: bool) -> Result<Option<Text>, Stop> {
        let Some(text) = self.file(place)? else { return Ok(None) };
        let unmarked = text.strip_prefix(b"\xef\xbb\xbf").filter(|_| marked);
        let text: Arc<[u8]> = unmarked.unwrap_or(text).into();
        let known = self.places.iter().position(|known| known == place);
        let index = known.unwrap_or(self.sources.len());
        if known.is_none() {
            self.places.push(place.clone());
            self.sources.push(Source { path: place.path.as_str().into(), text: text.clone() });
        }
        Ok(Some((u32::try_from(index).unwrap_or(u32::MAX), text)))
    }

    /// The tree of a file; nothing if there is no such file.
    pub(super) fn tree(&mut self, place: &Place, options: Options) -> Result<Option<Read>, Stop> {
        let Some((index, text)) = self.text(place, false)? else { return Ok(None) };
        let key = (place.clone(), options.version, options.legacy);
        let options = Options { known: place.library, ..options };
        let parsed = self.read.entry(key);
        let parsed = parsed.or_insert_with(|| parse_file_as(index, &text, options).into());
        Ok(Some(Read { index, parsed: parsed.clone() }))
    }
}
