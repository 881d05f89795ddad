//! Bake files of plans.

use std::collections::BTreeSet;

use crate::bake;
use crate::cue::eval::NodeId;

use super::datum;
use super::datum::Datum;
use super::datum::Handle;
use super::error::PlanError;
use super::lower;
use super::lower::Leaf;
use super::plan::Plan;

impl Plan {
    /// The actions that words on a command line name: each word may be one, or go on where the word
    /// before ended, as in `versions 8.0 build`. A word that may be either is an error.
    pub fn named(&mut self, words: &[String]) -> Result<Vec<String>, PlanError> {
        let mut names: Vec<String> = Vec::new();
        for word in words {
            let longer = names.last().map(|last| format!("{last} {word}"));
            let longer = longer.filter(|longer| self.action(longer).is_ok());
            match (names.last_mut(), longer) {
                (Some(last), Some(_)) if self.action(word).is_ok() => {
                    return Err(PlanError::new(format!(
                        "{word} is an action, and one of {last}: write actions.{word} or {}/{word}",
                        last.replace(' ', "/"),
                    )));
                }
                (Some(last), Some(longer)) => *last = longer,
                _ => names.push(word.clone()),
            }
        }
        Ok(names)
    }

    /// What a bake file has of the actions that words name and of those below them: a target for
    /// each image, with the names under which it is pushed; of files if there are no images. Without
    /// words, of the images that are pushed, or else of all.
    pub fn bake(&mut self, words: &[String]) -> Result<Vec<bake::Target>, PlanError> {
        let _more = self.settle();
        let names = if words.is_empty() { vec![String::new()] } else { self.named(words)? };
        let mut leaves: Vec<Leaf> = Vec::new();
        for name in names {
            for leaf in self.leaves(&name)? {
                if !leaves.iter().any(|known| known.path == leaf.path) {
                    leaves.push(leaf);
                }
            }
        }
        if words.is_empty() && leaves.iter().any(|leaf| !leaf.push.is_empty()) {
            leaves.retain(|leaf| !leaf.push.is_empty());
        }
        let with_images = leaves.iter().any(|leaf| leaf.is_image);
        leaves.retain(|leaf| leaf.is_image || !with_images);
        if leaves.is_empty() {
            return Err(PlanError::new(
                "there is nothing to bake: no action makes an image or files",
            ));
        }
        leaves.into_iter().map(|leaf| self.baked(leaf)).collect()
    }

    fn baked(&mut self, leaf: Leaf) -> Result<bake::Target, PlanError> {
        let needed = self.needed(&leaf.path)?;
        let Leaf { names, doc, push, .. } = leaf;
        let name = names.join("/");
        let mut target = bake::Target { name, doc, tags: push, ..bake::Target::default() };
        let (mut secrets, mut ssh) = (BTreeSet::new(), BTreeSet::new());
        for index in needed {
            let task = self.tasks.all[index].clone();
            let fields = self.fields(index);
            match &*task.kind {
                "Exec" | "GitPull" => credentials(&fields, &mut secrets, &mut ssh),
                "ClientFilesystemRead" if self.is_tree(task.node, "contents") => {
                    target.contexts.extend(lower::client_context(&fields));
                }
                _ => {}
            }
        }
        target.secrets = secrets.into_iter().collect();
        target.ssh = ssh.into_iter().collect();
        Ok(target)
    }

    fn is_tree(&mut self, node: NodeId, name: &str) -> bool {
        let field = datum::field(&mut self.session, node, name);
        let field = field.map(|field| datum::read(&mut self.session, field));
        matches!(field, Some(Datum::Handle(Handle::Tree, _)))
    }
}

/// The secrets and sockets of the client that are in a value, as Docker is told of them.
fn credentials(datum: &Datum, secrets: &mut BTreeSet<String>, ssh: &mut BTreeSet<String>) {
    match datum {
        Datum::Handle(Handle::Secret, _) => secrets.extend(lower::secret_flag(datum)),
        Datum::Handle(Handle::Socket, Some(id)) => {
            let _new = ssh.insert(lower::ssh_flag(id));
        }
        Datum::List(elements) => {
            for one in elements {
                credentials(one, secrets, ssh);
            }
        }
        Datum::Struct(fields) => {
            for (_, one) in fields {
                credentials(one, secrets, ssh);
            }
        }
        _ => {}
    }
}
