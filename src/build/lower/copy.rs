//! Copies.

use super::Lowering;
use super::Place;
use super::State;
use super::files;
use crate::build::error::BuildError;
use crate::build::step::Copy;
use crate::go::path;
use crate::llb;
use crate::llb::Action;
use crate::llb::Digest;
use crate::llb::File;
use crate::llb::Owner;
use crate::llb::ProgressGroup;
use crate::llb::User;

impl Lowering<'_> {
    /// Copies files.
    pub(super) fn copy(
        &mut self,
        copy: &Copy,
        place: &Place<'_>,
        state: &mut State,
    ) -> Result<(), BuildError> {
        let tree = self.prepared(&copy.from)?;
        let owner = copy.owner.as_deref();
        let owner = owner.map(|owner| files::owner(owner, place.origin)).transpose()?;
        let mode = copy.mode.as_ref().map(|mode| files::mode(mode, place.origin)).transpose()?;
        let template = llb::Copy {
            source: tree.root,
            dest: state.destination(&copy.to),
            owner,
            mode,
            follow_symlink: copy.follow,
            dir_copy_contents: !copy.keep_folder,
            attempt_unpack: copy.unpack,
            create_dest_path: true,
            allow_wildcard: true,
            allow_empty_wildcard: !copy.must_match,
            include_patterns: copy.include.clone(),
            exclude_patterns: copy.exclude.clone(),
            ..llb::Copy::default()
        };
        let mut actions = Vec::new();
        let all = ["/".to_owned()];
        let paths = if copy.paths.is_empty() { &all[..] } else { &copy.paths };
        for src in paths {
            self.use_path(&tree, src);
            let src = path::join(&["/", tree.path.as_str(), src]);
            actions.push(Action::Copy(Box::new(llb::Copy { src, ..template.clone() })));
        }
        let shown = match (&copy.paths[..], tree.path.as_str()) {
            ([], path) => path.to_owned(),
            (paths, _) => paths.join(" "),
        };
        let text = format!("COPY {shown} {}", copy.to);
        let name = copy.name.as_ref().unwrap_or(&text);
        let links = copy.link
            && self.request.caps.supports("mergeop")
            && !is_named(template.owner.as_ref());
        self.lay(actions, (name, links), place, state);
        state.image.record(format!("{text} # buildkit"), true, self.epoch());
        Ok(())
    }

    /// Puts files on those of the container: by copying, or as a layer of their own.
    fn lay(
        &mut self,
        actions: Vec<Action>,
        (name, links): (&str, bool),
        place: &Place<'_>,
        state: &mut State,
    ) {
        let base = if links { None } else { state.root };
        let file = actions.into_iter().fold(File::on(base), File::then);
        let constraints = self.step_constraints(name, place);
        if !links {
            state.root = Some(self.graph.file(file, constraints));
            return;
        }
        let id = Digest::of(format!("{} {name}", self.graph.len()).as_bytes()).to_string();
        let id = id.trim_start_matches("sha256:").to_owned();
        let shown = self.step_name(name, place);
        let mut group = ProgressGroup { id, name: shown, weak: true };
        let layer = self.graph.file(file, constraints.progress_group(group.clone()));
        group.weak = false;
        let merge = self.step_constraints(&format!("LINK {name}"), place).progress_group(group);
        state.root = self.graph.merge([state.root, Some(layer)], merge);
    }
}

/// Whether an owner has to be looked up in the files that a copy goes to.
fn is_named(owner: Option<&Owner>) -> bool {
    let is_name = |user: &Option<User>| matches!(user, Some(User::Name(_)));
    owner.is_some_and(|owner| is_name(&owner.user) || is_name(&owner.group))
}
