//! Images.

use std::rc::Rc;

use super::Lowering;
use super::Place;
use super::State;
use crate::build::container;
use crate::build::container::Container;
use crate::build::error::BuildError;
use crate::build::error::BuildErrorKind;
use crate::build::question::Answer;
use crate::build::question::ImageQuestion;
use crate::build::question::Question;
use crate::image::Image;
use crate::image::Reference;
use crate::image::ResolvedImage;
use crate::llb::Source;

impl Lowering<'_> {
    /// An image, or the context that stands in for it.
    pub(super) fn image(
        &mut self,
        image: &container::Image,
        container: &Container,
    ) -> Result<Option<State>, BuildError> {
        let (name, origin) = (image.reference.as_str(), container.origin());
        if name == "scratch" {
            return Ok(Some(State::scratch(self.platform())));
        }
        let parsed = Reference::parse_normalized(name).map_err(|why| {
            let (name, why) = (name.to_owned(), why.to_string());
            BuildErrorKind::Reference { name, why }.at(origin)
        })?;
        let reference = parsed.tag_name_only();
        if let Some(instead) = self.stands_in(&reference) {
            return self.named_container(&instead, container);
        }
        let question = Question::Image(self.image_question(&reference, image));
        match self.asking.ask(&question) {
            None => Ok(None),
            Some(Answer::Image(resolved)) => {
                self.resolved_image(reference, resolved, image, container).map(Some)
            }
            Some(Answer::Replaced(identifier)) => {
                let (reference, identifier) = (reference.to_string(), identifier.clone());
                Err(BuildErrorKind::NotAnImage { reference, identifier }.at(origin))
            }
            Some(answer) => Self::refused(answer, question, origin),
        }
    }

    fn image_question(&self, reference: &Reference, image: &container::Image) -> ImageQuestion {
        let platform = self.platform();
        let prefix = if self.request.options.is_multi_platform {
            format!("{} ", platform.format_all())
        } else {
            String::new()
        };
        ImageQuestion {
            reference: reference.to_string(),
            platform: platform.as_ref().clone(),
            mode: image.mode.unwrap_or(self.request.options.resolve_mode),
            log_name: format!("[{prefix}internal] load metadata for {reference}"),
        }
    }

    fn resolved_image(
        &mut self,
        mut reference: Reference,
        resolved: &ResolvedImage,
        image: &container::Image,
        container: &Container,
    ) -> Result<State, BuildError> {
        let origin = container.origin();
        let broken = |why: String| {
            let name = image.reference.clone();
            BuildErrorKind::Reference { name, why }.at(origin)
        };
        if reference.to_string() != resolved.reference {
            reference = Reference::parse_normalized(&resolved.reference)
                .map_err(|why| broken(why.to_string()))?;
        }
        if !resolved.digest.is_empty() {
            reference =
                reference.with_digest(&resolved.digest).map_err(|why| broken(why.to_string()))?;
        }
        let original = Image::decode(&resolved.config).map_err(|why| {
            let (name, why) = (image.reference.clone(), why.to_string());
            BuildErrorKind::ImageConfig { name, why }.at(origin)
        })?;
        let platform = self.platform();
        let root = if original.has_files() {
            let reference = reference.to_string();
            let place = Place { origin, label: container.0.label.as_deref() };
            let constraints = self
                .constraints(&format!("FROM {reference}"), &place)
                .platform(Rc::clone(&platform));
            let mode = image.mode.unwrap_or(self.request.options.resolve_mode);
            Some(self.graph.source(Source::image(&reference).resolve_mode(mode), constraints))
        } else {
            None
        };
        let mut state = State::with_image(root, original.clone(), platform);
        state.base_image = Some(Rc::new(original));
        Ok(state)
    }
}
