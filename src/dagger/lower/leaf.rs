//! Leaves: what actions come to, and what of it is pushed.

use crate::build::Container;
use crate::cue::encoding::json;
use crate::cue::eval::Label;
use crate::cue::eval::NodeId;
use crate::dagger::Datum;
use crate::dagger::Handle;
use crate::dagger::PlanError;
use crate::dagger::datum;
use crate::dagger::plan::Plan;
use crate::dagger::task;

use super::config;

/// What an action comes to.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The names of the action below `actions`.
    pub names: Vec<String>,
    /// The path of the action, as it may be named: `actions.versions."8.0".build`.
    pub path: String,
    /// Its doc comment.
    pub doc: String,
    /// The names under which the plan pushes it.
    pub push: Vec<String>,
    /// Whether it is an image, not only files.
    pub is_image: bool,
    pub(super) at: String,
    pub(super) tree: Datum,
    pub(super) config: Datum,
}

impl Leaf {
    /// The one that an action is built for: the only image, or else the only files.
    pub fn only(leaves: &[Self]) -> Option<&Self> {
        let images: Vec<&Self> = leaves.iter().filter(|leaf| leaf.is_image).collect();
        match (&*images, leaves) {
            ([image], _) => Some(image),
            ([], [files]) => Some(files),
            _ => None,
        }
    }

    /// Whether both are the same image.
    fn is_same(&self, other: &Self) -> bool {
        let shown = |datum: &Datum| json::write(&datum.shown());
        shown(&self.tree) == shown(&other.tree) && shown(&self.config) == shown(&other.config)
    }
}

impl Plan {
    /// What an action comes to, and the actions below it that do not lie in another one that comes
    /// to something, in the order of the plan. What is only pushed there is found by the action that
    /// makes it, if that is one of them. An action that makes nothing, such as a test, has none.
    ///
    /// Facts need not be told for this, except for what is in names.
    pub fn leaves(&mut self, target: &str) -> Result<Vec<Leaf>, PlanError> {
        let _more = self.settle();
        let (path, node) = self.action(target)?;
        let pushes = self.pushes(&path);
        let mut leaves = Vec::new();
        self.gather(node, &path, &pushes, &mut leaves);
        for push in pushes {
            let same = leaves.iter_mut().find(|leaf| leaf.is_same(&push));
            match same {
                Some(leaf) => leaf.push.extend(push.push),
                None => leaves.push(push),
            }
        }
        Ok(leaves)
    }

    /// Describes a leaf. An image that is pushed has its names.
    pub fn describe(&mut self, leaf: &Leaf) -> Result<Container, PlanError> {
        let tree = self.tree(&leaf.tree, &leaf.at)?;
        let container = Container::of(&tree).with_config(config::config(&leaf.config));
        let names = leaf.push.iter();
        Ok(names.fold(container, |container, name| container.publish(name.as_str())))
    }

    fn gather(&mut self, node: NodeId, path: &[Label], pushes: &[Leaf], found: &mut Vec<Leaf>) {
        let names = self.names(path);
        if !pushes.iter().any(|push| push.names == names) {
            if let Some((tree, config)) = self.picked(node) {
                let is_image = config.is_some();
                let config = config.unwrap_or(Datum::Broken);
                let path = task::text(&self.session, path);
                let at = path.clone();
                let (doc, push) = (self.doc(node), Vec::new());
                found.push(Leaf { names, path, doc, push, is_image, at, tree, config });
                return;
            }
            for (label, child) in self.choices(node, path) {
                self.gather(child, &[path, &[label]].concat(), pushes, found);
            }
        }
    }

    /// What is pushed at or below a path, each under the action that pushes it.
    fn pushes(&mut self, path: &[Label]) -> Vec<Leaf> {
        let mut found = Vec::new();
        for index in self.tasks.paths.below(path) {
            let task = self.tasks.all[index].clone();
            if &*task.kind != "Push" {
                continue;
            }
            let shown = task.labels.iter().take_while(|label| label.is_string()).count();
            let action = &task.labels[..shown];
            let node = self.node_at(action);
            let fields = self.fields(index);
            let field = |name: &str| fields.get(name).cloned().unwrap_or(Datum::Broken);
            let at = format!("{}.input", task.path);
            let Some(name) = fields.get("dest").and_then(Datum::text) else { continue };
            found.push(Leaf {
                names: self.names(action),
                path: task::text(&self.session, action),
                doc: node.map(|node| self.doc(node)).unwrap_or_default(),
                push: vec![name.to_owned()],
                is_image: true,
                at,
                tree: field("input"),
                config: field("config"),
            });
        }
        found
    }

    /// The names of an action below `actions`.
    fn names(&self, path: &[Label]) -> Vec<String> {
        let names = path.iter().skip(1);
        names.map(|label| self.session.label_name(*label).to_string()).collect()
    }

    /// The files, and the configuration if there is one, that an action comes to: its `output` or
    /// `image`, itself, or the only directory it exports.
    fn picked(&mut self, node: NodeId) -> Option<(Datum, Option<Datum>)> {
        let output = datum::field(&mut self.session, node, "output");
        if let Some(image) = output.and_then(|output| self.image_in(output)) {
            return Some(image);
        }
        // What has files as its output may take an image to make them.
        if let Some(tree) = self.files(node, "output") {
            let config = datum::field(&mut self.session, node, "config");
            let config = config.map(|config| datum::read(&mut self.session, config));
            return Some((tree, config));
        }
        let image = datum::field(&mut self.session, node, "image");
        for node in image.into_iter().chain([node]) {
            if let Some(image) = self.image_in(node) {
                return Some(image);
            }
        }
        let export = datum::field(&mut self.session, node, "export")?;
        let directories = datum::field(&mut self.session, export, "directories")?;
        match datum::read(&mut self.session, directories).fields() {
            [(_, tree)] if is_tree(tree) => Some((tree.clone(), None)),
            _ => None,
        }
    }

    fn image_in(&mut self, node: NodeId) -> Option<(Datum, Option<Datum>)> {
        let tree = self.files(node, "rootfs")?;
        Some((tree, Some(self.data(node, "config"))))
    }

    fn data(&mut self, node: NodeId, name: &str) -> Datum {
        let field = datum::field(&mut self.session, node, name);
        field.map_or(Datum::Broken, |field| datum::read(&mut self.session, field))
    }

    fn files(&mut self, node: NodeId, name: &str) -> Option<Datum> {
        let field = datum::field(&mut self.session, node, name)?;
        Some(datum::read(&mut self.session, field)).filter(is_tree)
    }
}

fn is_tree(datum: &Datum) -> bool {
    matches!(datum, Datum::Handle(Handle::Tree, _))
}
