//! Files: merged, compared, parts of others.

use super::Lowering;
use super::Place;
use super::state::absolute;
use crate::build::container::Container;
use crate::build::directory::Context;
use crate::build::directory::Directory;
use crate::build::directory::TreeKind;
use crate::build::error::BuildError;
use crate::build::origin::Origin;
use crate::go::path;
use crate::llb::Action;
use crate::llb::Copy;
use crate::llb::File;
use crate::llb::Output;

/// Files of a graph, or a part of them.
#[derive(Clone, Debug)]
pub(in crate::build) struct Tree {
    pub(in crate::build) root: Option<Output>,
    /// The path of the part; `/` is all. Absolute and clean.
    pub(in crate::build) path: String,
    /// The context they are files of.
    pub(super) context: Option<Context>,
}

impl Tree {
    pub(super) fn all(root: Option<Output>) -> Self {
        Self { root, path: "/".to_owned(), context: None }
    }

    /// A part of it.
    pub(super) fn part(&self, path: &str) -> Self {
        let path = path::join(&["/", self.path.as_str(), path]);
        Self { path, ..self.clone() }
    }
}

impl Lowering<'_> {
    /// What files come to; `None` if something has to be asked first.
    pub(in crate::build) fn tree(
        &mut self,
        directory: &Directory,
    ) -> Result<Option<Tree>, BuildError> {
        let key = self.key(&directory.0);
        if let Some(known) = self.trees.get(&key) {
            return Ok(known.clone());
        }
        self.enter(directory.origin())?;
        let tree = self.make_tree(directory)?;
        self.depth -= 1;
        self.trees.insert(key, tree.clone());
        Ok(tree)
    }

    fn make_tree(&mut self, directory: &Directory) -> Result<Option<Tree>, BuildError> {
        let origin = directory.origin();
        match &directory.0.kind {
            TreeKind::Scratch => Ok(Some(Tree::all(None))),
            TreeKind::Context(context) => self.context(context, origin),
            TreeKind::Git(git) => self.git(git, origin).map(Some),
            TreeKind::Http(http) => Ok(Some(self.http(http, origin))),
            TreeKind::Inline(files) => Ok(Some(self.inline(files, origin))),
            TreeKind::Merge(layers) => self.merge(layers, origin),
            TreeKind::Diff { lower, upper } => self.diff((lower, upper), origin),
            TreeKind::Sub(base, path) => Ok(self.tree(base)?.map(|tree| tree.part(path))),
            TreeKind::Of(container, path) => self.files_of(container, path.as_deref()),
            TreeKind::On(base, platform) => self.on(platform, |this| this.tree(base)),
        }
    }

    /// The files of a container, or what its processes see at a path.
    fn files_of(
        &mut self,
        container: &Container,
        path: Option<&str>,
    ) -> Result<Option<Tree>, BuildError> {
        let Some(state) = self.container(container)? else { return Ok(None) };
        let root = Tree::all(state.root);
        let Some(path) = path else { return Ok(Some(root)) };
        let path = absolute(&state.dir(), path);
        for mounted in state.mounts.iter().rev() {
            if let (Some(tree), Some(rest)) = (&mounted.tree, below(&path, &mounted.at)) {
                return Ok(Some(tree.part(rest)));
            }
        }
        Ok(Some(root.part(&path)))
    }

    fn merge(&mut self, layers: &[Directory], origin: &Origin) -> Result<Option<Tree>, BuildError> {
        let Some(roots) = self.roots(layers)? else { return Ok(None) };
        let place = Place { origin, label: None };
        let constraints = self.constraints("MERGE", &place);
        Ok(Some(Tree::all(self.graph.merge(roots, constraints))))
    }

    fn diff(
        &mut self,
        (lower, upper): (&Directory, &Directory),
        origin: &Origin,
    ) -> Result<Option<Tree>, BuildError> {
        let Some(roots) = self.roots(&[lower.clone(), upper.clone()])? else { return Ok(None) };
        let place = Place { origin, label: None };
        let constraints = self.constraints("DIFF", &place);
        Ok(Some(Tree::all(self.graph.diff(roots[0], roots[1], constraints))))
    }

    /// All files of each; `None` if something has to be asked first.
    fn roots(
        &mut self,
        directories: &[Directory],
    ) -> Result<Option<Vec<Option<Output>>>, BuildError> {
        let mut trees = Vec::new();
        for directory in directories {
            trees.push((self.tree(directory)?, directory.origin()));
        }
        if trees.iter().any(|(tree, _)| tree.is_none()) {
            return Ok(None);
        }
        let trees = trees.into_iter().filter_map(|(tree, origin)| Some((tree?, origin)));
        Ok(Some(trees.map(|(tree, origin)| self.whole(&tree, origin)).collect()))
    }

    /// A part as files of their own.
    pub(in crate::build) fn whole(&mut self, tree: &Tree, origin: &Origin) -> Option<Output> {
        self.use_path(tree, "/");
        if tree.path == "/" || tree.root.is_none() {
            return tree.root;
        }
        let copy = Copy {
            source: tree.root,
            src: tree.path.clone(),
            dest: "/".to_owned(),
            follow_symlink: true,
            dir_copy_contents: true,
            create_dest_path: true,
            ..Copy::default()
        };
        let place = Place { origin, label: None };
        let constraints = self.constraints(&format!("take {}", tree.path), &place);
        let file = File::on(None).then(Action::Copy(Box::new(copy)));
        Some(self.graph.file(file, constraints))
    }

    /// Notes that a path of a context is used.
    pub(super) fn use_path(&mut self, tree: &Tree, path: &str) {
        if let Some(used) = tree.context.as_ref().and_then(|key| self.contexts.get_mut(key)) {
            used.paths.insert(path::join(&["/", tree.path.as_str(), path]));
        }
    }
}

/// The rest of a path below a folder.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
