//! Builds that Dockerfiles describe, and contexts that only a converter of them understands.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Lowering;
use super::State;
use super::run::hosts;
use crate::build::container::Container;
use crate::build::container::Dockerfile;
use crate::build::container::DockerfileText;
use crate::build::directory::Directory;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::origin::Origin;
use crate::build::question::Answer;
use crate::build::question::BoundContext;
use crate::build::question::DockerfileParts;
use crate::build::question::DockerfileQuestion;
use crate::build::question::FileQuestion;
use crate::build::question::Question;
use crate::go::path;
use crate::llb::Definition;

/// The name and the text of a file.
type Text = (String, Rc<[u8]>);

impl Lowering<'_> {
    /// What a Dockerfile comes to.
    pub(super) fn dockerfile(
        &mut self,
        dockerfile: &Dockerfile,
        container: &Container,
    ) -> Result<Option<State>, BuildError> {
        let origin = container.origin();
        let text = self.dockerfile_text(dockerfile, origin)?;
        let contexts = self.bound_contexts(dockerfile)?;
        let context = match &dockerfile.context {
            None => Some(None),
            Some(context) => self.apart(context)?.map(Some),
        };
        let (Some((filename, text)), Some(contexts), Some(context)) = (text, contexts, context)
        else {
            return Ok(None);
        };
        let parts = DockerfileParts {
            text,
            filename,
            target: dockerfile.target.clone().unwrap_or_default(),
            args: dockerfile.args.clone(),
            platform: self.platform().as_ref().clone(),
            context,
            contexts,
            hosts: hosts(&dockerfile.hosts, origin)?,
        };
        self.converted(parts, origin)
    }

    /// A named context that is no folder: an image, a repository, an input.
    pub(super) fn stand_in(
        &mut self,
        name: &str,
        origin: &Origin,
    ) -> Result<Option<State>, BuildError> {
        let parts = DockerfileParts {
            text: format!("FROM {name}\n").into_bytes().into(),
            filename: String::new(),
            target: String::new(),
            args: BTreeMap::new(),
            platform: self.platform().as_ref().clone(),
            context: None,
            contexts: BTreeMap::new(),
            hosts: Vec::new(),
        };
        self.converted(parts, origin)
    }

    fn converted(
        &mut self,
        parts: DockerfileParts,
        origin: &Origin,
    ) -> Result<Option<State>, BuildError> {
        let question = Question::Dockerfile(Rc::new(DockerfileQuestion::from(parts)));
        let converted = match self.asking.ask(&question) {
            None => return Ok(None),
            Some(Answer::Dockerfile(converted)) => converted,
            Some(answer) => return Self::refused(answer, question, origin),
        };
        let root = self
            .graph
            .import(&converted.definition)
            .map_err(|why| BuildErrorKind::Import(why.to_string()).at(origin))?;
        let mut state = State::with_image(root, converted.image.clone(), self.platform());
        state.base_image.clone_from(&converted.base_image);
        Ok(Some(state))
    }

    /// The name and the text of a Dockerfile.
    fn dockerfile_text(
        &mut self,
        dockerfile: &Dockerfile,
        origin: &Origin,
    ) -> Result<Option<Text>, BuildError> {
        let (directory, path) = match &dockerfile.text {
            DockerfileText::Inline(text) => {
                let name = "Dockerfile (inline)".to_owned();
                return Ok(Some((name, text.clone().into_bytes().into())));
            }
            DockerfileText::Path(path) => {
                let main = Directory::main_context().at(origin);
                let base = dockerfile.context.clone().unwrap_or(main);
                (base, path.clone())
            }
            DockerfileText::File(file) => (file.tree().clone(), String::new()),
        };
        let text = self.file_text(&directory, &path, origin)?;
        let name = if path.is_empty() { "Dockerfile".to_owned() } else { path };
        Ok(text.map(|text| (name, text)))
    }

    /// What is in a file of something that is built.
    pub(in crate::build) fn file_text(
        &mut self,
        directory: &Directory,
        file: &str,
        origin: &Origin,
    ) -> Result<Option<Rc<[u8]>>, BuildError> {
        let Some((tree, path)) = self.file_apart(directory, file)? else { return Ok(None) };
        let question = Question::File(Rc::new(FileQuestion::new(tree, path)));
        match self.asking.ask(&question) {
            None => Ok(None),
            Some(Answer::File(data)) => Ok(Some(Rc::clone(data))),
            Some(answer) => Self::refused(answer, question, origin),
        }
    }

    /// What has to be built to read a file, and where it is then.
    fn file_apart(
        &mut self,
        directory: &Directory,
        file: &str,
    ) -> Result<Option<(Rc<Definition>, String)>, BuildError> {
        let mut pass = self.pass();
        let tree = pass.tree(directory)?;
        let found = tree.map(|tree| {
            pass.use_path(&tree, file);
            let path = path::join(&["/", tree.path.as_str(), file]);
            (Rc::new(pass.marshal(tree.root)), path)
        });
        self.asking.extend(pass.asking.finish());
        Ok(found)
    }

    /// What the named contexts of a Dockerfile are.
    fn bound_contexts(
        &mut self,
        dockerfile: &Dockerfile,
    ) -> Result<Option<BTreeMap<String, BoundContext>>, BuildError> {
        let (mut bound, mut is_ready) = (BTreeMap::new(), true);
        for (name, container) in &dockerfile.contexts {
            let files = self.apart_of(container)?;
            let state = self.container(container)?;
            match (files, state) {
                (Some(files), Some(state)) => {
                    let config = state.image.encode().ok();
                    bound.insert(name.clone(), BoundContext { files, config });
                }
                _ => is_ready = false,
            }
        }
        Ok(is_ready.then_some(bound))
    }
}
