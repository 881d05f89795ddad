//! Contexts, repositories, files on the web, and files that are written in the description.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::Lowering;
use super::Place;
use super::State;
use super::Tree;
use crate::build::container::Container;
use crate::build::directory::Context;
use crate::build::directory::Git;
use crate::build::directory::GitAuth;
use crate::build::directory::Http;
use crate::build::directory::Inline;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::origin::Origin;
use crate::build::question::Answer;
use crate::build::question::Question;
use crate::build::request::MainContext;
use crate::git::GitRef;
use crate::git::Mtime;
use crate::go::path;
use crate::ignore;
use crate::image::Reference;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::Copy;
use crate::llb::File;
use crate::llb::MkDir;
use crate::llb::MkFile;
use crate::llb::Output;
use crate::llb::Source;
use crate::options::CONTEXT;
use crate::source::suggest;

/// A folder of the client; what of it is sent is known at the end.
pub(super) struct ContextUse {
    output: Output,
    source: Source,
    name: String,
    /// Whether what is sent depends on what is used.
    is_narrowed: bool,
    /// The paths that are used; `/` is all.
    pub(super) paths: BTreeSet<String>,
}

impl Lowering<'_> {
    /// The files of a context.
    pub(super) fn context(
        &mut self,
        context: &Context,
        origin: &Origin,
    ) -> Result<Option<Tree>, BuildError> {
        if let Some(known) = self.contexts.get(context) {
            let root = Some(known.output);
            return Ok(Some(Tree { context: Some(context.clone()), ..Tree::all(root) }));
        }
        if context.name.is_empty() {
            return self.main_context(context, origin);
        }
        let (key, value) = self.named(&context.name, origin)?;
        if let Some(folder) = value.strip_prefix("local:") {
            return self.folder(context, folder, &key, origin);
        }
        let root = self.stand_in(&context.name, origin)?;
        Ok(root.map(|state| self.filtered(state.root, context, origin)))
    }

    fn main_context(
        &mut self,
        context: &Context,
        origin: &Origin,
    ) -> Result<Option<Tree>, BuildError> {
        if let MainContext::Fetched(definition) = &self.request.context {
            let definition = Rc::clone(definition);
            let root = self
                .graph
                .import(&definition)
                .map_err(|why| BuildErrorKind::Import(why.to_string()).at(origin))?;
            return Ok(Some(self.filtered(root, context, origin)));
        }
        let Some(ignored) = self.ignored(Question::Ignore, context, origin)? else {
            return Ok(None);
        };
        let options = &self.request.options;
        let (folder, name) = if context.beside {
            let folder = options.context.dockerfile.as_deref().unwrap_or("dockerfile");
            (folder, "[internal] load files beside the build definition")
        } else {
            (CONTEXT, "[internal] load build context")
        };
        let source = local(folder, options.session_of(folder)).shared_key_hint(folder);
        let name = name.to_owned();
        Ok(Some(self.sent(context, source, name, &ignored)))
    }

    /// A folder of the client that is a named context.
    fn folder(
        &mut self,
        context: &Context,
        folder: &str,
        key: &str,
        origin: &Origin,
    ) -> Result<Option<Tree>, BuildError> {
        let question = Question::Folder { folder: folder.to_owned(), key: key.to_owned() };
        let Some(ignored) = self.ignored(question, context, origin)? else { return Ok(None) };
        let options = &self.request.options;
        let shared = options.shared_keys.get(key).map_or("", String::as_str);
        let source = local(folder, options.session_of(folder))
            .shared_key_hint(&format!("context:{key}-{shared}"));
        let name = format!("[context {key}] load from client");
        Ok(Some(self.sent(context, source, name, &ignored)))
    }

    /// What `.dockerignore` says.
    fn ignored(
        &mut self,
        question: Question,
        context: &Context,
        origin: &Origin,
    ) -> Result<Option<Vec<String>>, BuildError> {
        if context.all {
            return Ok(Some(Vec::new()));
        }
        match self.asking.ask(&question) {
            None => Ok(None),
            Some(Answer::Ignore(None)) => Ok(Some(Vec::new())),
            Some(Answer::Ignore(Some(data))) => ignore::read(data)
                .map(Some)
                .map_err(|why| BuildErrorKind::Ignore(why.to_string()).at(origin)),
            Some(answer) => Self::refused(answer, question, origin),
        }
    }

    fn sent(
        &mut self,
        context: &Context,
        source: Source,
        name: String,
        ignored: &[String],
    ) -> Tree {
        let exclude: Vec<&String> = ignored.iter().chain(&context.exclude).collect();
        let source = source.include_patterns(&context.include).exclude_patterns(&exclude);
        let output = self.graph.source(source.clone(), Constraints::named(name.clone()));
        let is_narrowed = context.include.is_empty();
        let paths = BTreeSet::new();
        let used = ContextUse { output, source, name, is_narrowed, paths };
        self.contexts.insert(context.clone(), used);
        Tree { context: Some(context.clone()), ..Tree::all(Some(output)) }
    }

    /// Says what of the client's folders is sent, now that this is known.
    pub(super) fn fetch_contexts(&mut self) {
        for used in self.contexts.values() {
            let is_narrow = used.is_narrowed && !used.paths.contains("/");
            if is_narrow && !used.paths.is_empty() {
                let paths: Vec<&str> =
                    used.paths.iter().map(|path| path.trim_start_matches('/')).collect();
                let source = used.source.clone().follow_paths(&paths);
                let constraints = Constraints::named(used.name.clone());
                self.graph.replace_source(used.output, source, constraints);
            }
        }
    }

    /// Files that are there already, but for what a context leaves out.
    fn filtered(&mut self, root: Option<Output>, context: &Context, origin: &Origin) -> Tree {
        if context.include.is_empty() && context.exclude.is_empty() {
            return Tree::all(root);
        }
        let copy = Copy {
            source: root,
            src: "/".to_owned(),
            dest: "/".to_owned(),
            dir_copy_contents: true,
            include_patterns: context.include.clone(),
            exclude_patterns: context.exclude.clone(),
            ..Copy::default()
        };
        let place = Place { origin, label: None };
        let constraints = self.constraints("filter the context", &place);
        let file = File::on(None).then(Action::Copy(Box::new(copy)));
        Tree::all(Some(self.graph.file(file, constraints)))
    }

    /// The context of a name, as it is given: the name, and what it is.
    fn named(&self, name: &str, origin: &Origin) -> Result<(String, String), BuildError> {
        let contexts = &self.request.options.named_contexts;
        let for_platform = format!("{name}::{}", self.platform().format_all());
        let found = [for_platform, name.to_owned()]
            .into_iter()
            .find_map(|key| contexts.get(&key).map(|value| (key.clone(), value.clone())));
        found.ok_or_else(|| {
            let names: Vec<&String> = contexts.keys().collect();
            let nearest = suggest::search(name, &names, true).unwrap_or_default();
            BuildErrorKind::NoContext { name: name.to_owned(), nearest }.at(origin)
        })
    }

    /// The named context that stands in for an image.
    pub(super) fn stands_in(&self, reference: &Reference) -> Option<String> {
        let familiar = reference.familiar();
        let name = familiar.strip_suffix(":latest").unwrap_or(&familiar);
        self.named(name, &Origin::default()).ok().map(|_| name.to_owned())
    }

    /// A named context as a container: an image has a configuration, files have none.
    pub(super) fn named_container(
        &mut self,
        name: &str,
        container: &Container,
    ) -> Result<Option<State>, BuildError> {
        let origin = container.origin();
        let (_, value) = self.named(name, origin)?;
        if !value.starts_with("local:") {
            return self.stand_in(name, origin);
        }
        let context = Context { name: name.to_owned(), ..Context::default() };
        let tree = self.context(&context, origin)?;
        Ok(tree.map(|tree| State {
            root: self.whole(&tree, origin),
            ..State::scratch(self.platform())
        }))
    }

    /// A repository.
    pub(super) fn git(&mut self, git: &Git, origin: &Origin) -> Result<Tree, BuildError> {
        let wrong = |why: String| {
            let url = git.url.clone();
            BuildErrorKind::Git { url, why }.at(origin)
        };
        let mut parsed = match GitRef::parse_repository(&git.url) {
            None => return Err(wrong("it has no scheme, such as https://".to_owned())),
            Some(parsed) => parsed.map_err(|why| wrong(why.to_string()))?,
        };
        if let Some(reference) = &git.reference {
            parsed.reference.clone_from(reference);
        }
        parsed.submodules = git.submodules.or(parsed.submodules);
        let mut source = Source::git(&parsed);
        if git.keep_git || parsed.keep_git_dir == Some(true) {
            source = source.keep_git_dir();
        }
        if !parsed.checksum.is_empty() {
            source = source.git_checksum(&parsed.checksum);
        }
        if let Some(mtime) = parsed.mtime.map(Mtime::as_str) {
            source = source.git_mtime(mtime);
        }
        source = match &git.auth {
            None => source,
            Some(GitAuth::Token(secret)) => source.auth_token_secret(secret),
            Some(GitAuth::Header(secret)) => source.git_auth_header_secret(secret),
        };
        let place = Place { origin, label: None };
        let constraints = self.constraints(&format!("load git source {}", git.url), &place);
        Ok(Tree::all(Some(self.graph.source(source, constraints))))
    }

    /// A file on the web.
    pub(super) fn http(&mut self, http: &Http, origin: &Origin) -> Tree {
        let last = http.url.split(['?', '#']).next().unwrap_or_default();
        let name = match (&http.filename, path::base(last)) {
            (Some(name), _) => name.clone(),
            (None, "" | "." | "/") => "download".to_owned(),
            (None, base) => base.to_owned(),
        };
        let mut source = Source::http(&http.url).filename(&name);
        if let Some(checksum) = &http.checksum {
            source = source.checksum(checksum);
        }
        if let Some(mode) = http.mode {
            source = source.perm(mode);
        }
        if let Some((uid, gid)) = http.owner {
            source = source.http_owner(uid, gid);
        }
        if let Some(secret) = &http.auth {
            source = source.auth_header_secret(secret);
        }
        let place = Place { origin, label: None };
        let constraints = self.constraints(&http.url, &place);
        Tree::all(Some(self.graph.source(source, constraints)))
    }

    /// Files that are written in the description.
    pub(super) fn inline(&mut self, files: &BTreeMap<String, Inline>, origin: &Origin) -> Tree {
        let mut made = BTreeSet::from(["/".to_owned()]);
        let mut file = File::on(None);
        for (name, inline) in files {
            let path = path::join(&["/", name.as_str()]);
            let dir = path::dir(&path);
            if made.insert(dir.clone()) {
                let mkdir =
                    MkDir { path: dir, mode: 0o755, make_parents: true, ..MkDir::default() };
                file = file.then(Action::MkDir(mkdir));
            }
            let (data, mode) = (inline.data.clone(), inline.mode.unwrap_or(0o644));
            file = file.then(Action::MkFile(MkFile { path, mode, data, ..MkFile::default() }));
        }
        if files.is_empty() {
            return Tree::all(None);
        }
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        let place = Place { origin, label: None };
        let constraints = self.constraints(&format!("write {}", names.join(", ")), &place);
        Tree::all(Some(self.graph.file(file, constraints)))
    }
}

fn local(name: &str, session: &str) -> Source {
    let source = Source::local(name);
    if session.is_empty() { source } else { source.session(session) }
}
