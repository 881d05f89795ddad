//! Bake files of plans.

use crate::bake;

use super::error::PlanError;
use super::lower::Leaf;
use super::plan::Plan;

impl Plan {
    /// What a bake file has of the actions with these names and of those below them: a target for
    /// each image, with the names under which it is pushed; of files if there are no images. Without
    /// names, of the images that are pushed, or else of all.
    pub fn bake(&mut self, names: &[String]) -> Result<Vec<bake::Target>, PlanError> {
        let all = [String::new()];
        let mut leaves: Vec<Leaf> = Vec::new();
        for name in if names.is_empty() { &all[..] } else { names } {
            for leaf in self.leaves(name)? {
                if !leaves.iter().any(|known| known.path == leaf.path) {
                    leaves.push(leaf);
                }
            }
        }
        if names.is_empty() && leaves.iter().any(|leaf| !leaf.push.is_empty()) {
            leaves.retain(|leaf| !leaf.push.is_empty());
        }
        let with_images = leaves.iter().any(|leaf| leaf.is_image);
        leaves.retain(|leaf| leaf.is_image || !with_images);
        if leaves.is_empty() {
            return Err(PlanError::new(
                "there is nothing to bake: no action makes an image or files",
            ));
        }
        Ok(leaves.into_iter().map(target).collect())
    }
}

fn target(leaf: Leaf) -> bake::Target {
    let Leaf { names, doc, push, .. } = leaf;
    bake::Target { name: names.join("/"), doc, tags: push, ..bake::Target::default() }
}
