//! What a build needs of its client beside files.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::container::Container;
use super::container::DockerfileText;
use super::container::Kind;
use super::directory::Directory;
use super::directory::GitAuth;
use super::directory::TreeKind;
use super::mount::Mount;
use super::mount::MountKind;
use super::step::Step;

/// The secrets and agents that a build cannot go without, by what the client calls them. What
/// Dockerfiles within it need is not among them: nobody has read those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Secrets.
    pub secrets: BTreeSet<String>,
    /// Sockets of SSH agents.
    pub ssh: BTreeSet<String>,
}

impl Credentials {
    /// Those of some containers.
    pub fn of<'c>(containers: impl IntoIterator<Item = &'c Container>) -> Self {
        let mut walk = Walk {
            open: containers.into_iter().map(Part::Container).collect(),
            seen: BTreeSet::new(),
            found: Self::default(),
        };
        while let Some(part) = walk.open.pop() {
            match part {
                Part::Container(container) => walk.container(container),
                Part::Directory(directory) => walk.directory(directory),
            }
        }
        walk.found
    }

    fn secret(&mut self, id: &str) {
        let _new = self.secrets.insert(id.to_owned());
    }

    fn mount(&mut self, mount: &Mount) {
        match &mount.kind {
            MountKind::Secret(secret) if !secret.optional => self.secret(&secret.id),
            MountKind::Ssh(agent) if !agent.optional => {
                let _new = self.ssh.insert(agent.id.clone());
            }
            _ => {}
        }
    }
}

/// A part of a description.
enum Part<'c> {
    Container(&'c Container),
    Directory(&'c Directory),
}

/// A walk through descriptions, each part once.
struct Walk<'c> {
    open: Vec<Part<'c>>,
    /// The addresses of parts; only whether one is there matters.
    seen: BTreeSet<usize>,
    found: Credentials,
}

impl<'c> Walk<'c> {
    fn container(&mut self, container: &'c Container) {
        if !self.seen.insert(Rc::as_ptr(&container.0).addr()) {
            return;
        }
        match &container.0.kind {
            Kind::Bare | Kind::Scratch | Kind::Image(_) | Kind::Context(_) => {}
            Kind::On(base, _) => self.open.push(Part::Container(base)),
            Kind::Step(base, step) => {
                self.step(step);
                self.open.push(Part::Container(base));
            }
            Kind::Dockerfile(dockerfile) => {
                self.open.extend(dockerfile.context.iter().map(Part::Directory));
                self.open.extend(dockerfile.contexts.values().map(Part::Container));
                if let DockerfileText::File(file) = &dockerfile.text {
                    self.open.push(Part::Directory(file.tree()));
                }
            }
        }
    }

    fn step(&mut self, step: &'c Step) {
        self.open.extend(step.sources().into_iter().map(Part::Directory));
        match step {
            Step::Run(run) => {
                for secret in run.secret_env.iter().filter(|secret| !secret.optional) {
                    self.found.secret(&secret.id);
                }
                run.mounts.iter().for_each(|mount| self.found.mount(mount));
            }
            Step::Mount(mount) => self.found.mount(mount),
            _ => {}
        }
    }

    fn directory(&mut self, directory: &'c Directory) {
        if !self.seen.insert(Rc::as_ptr(&directory.0).addr()) {
            return;
        }
        match &directory.0.kind {
            TreeKind::Scratch | TreeKind::Context(_) | TreeKind::Inline(_) => {}
            TreeKind::Git(git) => match &git.auth {
                Some(GitAuth::Token(id) | GitAuth::Header(id)) => self.found.secret(id),
                None => {}
            },
            TreeKind::Http(http) => http.auth.iter().for_each(|id| self.found.secret(id)),
            TreeKind::Merge(layers) => self.open.extend(layers.iter().map(Part::Directory)),
            TreeKind::Diff { lower, upper } => {
                self.open.extend([lower, upper].map(Part::Directory));
            }
            TreeKind::Sub(whole, _) | TreeKind::On(whole, _) => {
                self.open.push(Part::Directory(whole));
            }
            TreeKind::Of(container, _) => self.open.push(Part::Container(container)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Git;
    use crate::build::Run;
    use crate::build::SecretVariable;

    #[test]
    fn credentials_are_found_wherever_they_are_needed() {
        let secret = |id: &str| Mount::secret("/s", id);
        let mut run = Run::exec(["x"]);
        let (name, id) = ("A".to_owned(), "variable".to_owned());
        run.secret_env.push(SecretVariable { name, id, optional: false });
        run.mounts.push(secret("mount"));
        let base = Container::scratch().with_run(run).with_mounted_secret("/x", "later");
        let git = Git { auth: Some(GitAuth::Token("token".to_owned())), ..Git::default() };
        let files = Directory::merge([Directory::git(git), base.directory("/y")]);
        let all = Container::from("image").with_directory("/", &files);
        let found = Credentials::of([&all, &all]);
        let ids: Vec<&str> = found.secrets.iter().map(String::as_str).collect();
        assert_eq!(ids, ["later", "mount", "token", "variable"]);
        assert!(found.ssh.is_empty());
    }
}
