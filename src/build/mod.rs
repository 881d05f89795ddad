//! Builds, described.
//!
//! A [`Container`] is files, an image configuration, and the record of how both were made; a
//! [`Directory`] is files only; a [`File`] is what is at a path of one. They are descriptions: lazy,
//! cheap to clone, and free of errors. Every language that is no Dockerfile comes to them, and so
//! does a program:
//!
//! ```
//! use bowsprit::build::{Answers, Container, Directory, Progress, Request, lower};
//!
//! let builder = Container::from("golang:latest")
//!     .with_directory("/src/", &Directory::main_context())
//!     .with_workdir("/src")
//!     .with_env_variable("CGO_ENABLED", "0")
//!     .with_exec(["go", "build", "-o", "myapp"]);
//! let app = Container::from("alpine")
//!     .with_file("/bin/myapp", &builder.file("/src/myapp"))
//!     .with_entrypoint(["/bin/myapp"])
//!     .publish("localhost:5000/multistage");
//! let Ok(Progress::Asks(questions)) = lower(&app, &Request::default(), &Answers::new()) else {
//!     panic!("there is something to ask");
//! };
//! assert_eq!(questions.len(), 3, "two images and .dockerignore");
//! ```
//!
//! [`lower`] makes a graph of a description, as far as the answers go: it is called again until
//! nothing is left to ask. It is pure. Whatever is described once is lowered once, however often it
//! is used, and equal operations become one vertex; so languages may describe first and care for
//! sharing never. [`lower_offline`] does it in one go, without a daemon to ask. [`lower_file`] asks for the text of a file of something that is built.
//!
//! For those who lower to this room: make a [`Step`] and give it to [`Container::then`], say where
//! it was written with [`Container::at`] (an [`Origin`] with the user's field, file and lines), and
//! what the progress output shows before it with [`Container::labelled`]. [`Container::of`] is a
//! bare tree without variables or directory; [`Container::with_config`] puts in a whole
//! configuration; [`Container::scratch`] begins as `FROM scratch` does.

mod change;
mod container;
mod credentials;
mod directory;
mod error;
mod lower;
mod mount;
mod offline;
mod origin;
mod question;
mod request;
mod step;
#[cfg(test)]
mod tests;

pub use change::Change;
pub use container::Container;
pub use container::Dockerfile;
pub use container::DockerfileText;
pub use container::Image;
pub use credentials::Credentials;
pub use directory::Context;
pub use directory::Directory;
pub use directory::File;
pub use directory::Git;
pub use directory::GitAuth;
pub use directory::Http;
pub use directory::Inline;
pub use error::BuildError;
pub use error::BuildErrorKind;
pub use mount::Cache;
pub use mount::Credential;
pub use mount::Mount;
pub use mount::MountKind;
pub use offline::lower_offline;
pub use origin::Origin;
pub use question::Answer;
pub use question::Answers;
pub use question::BoundContext;
pub use question::Converted;
pub use question::DockerfileQuestion;
pub use question::FileQuestion;
pub use question::ImageQuestion;
pub use question::Question;
pub use request::MainContext;
pub use request::Request;
pub use step::Command;
pub use step::Copy;
pub use step::Mkdir;
pub use step::Mode;
pub use step::Publish;
pub use step::Rm;
pub use step::Run;
pub use step::SecretVariable;
pub use step::Step;
pub use step::Write;

use std::rc::Rc;

use crate::image;
use crate::llb::Definition;
use crate::llb::Graph;
use crate::llb::Output;
use lower::Lowering;

/// How far lowering came with the answers it was given.
#[derive(Clone, Debug)]
pub enum Progress<T> {
    /// These have to be answered first. None of them has an answer yet.
    Asks(Vec<Question>),
    /// The end of it.
    Done(T),
}

/// A lowered container.
#[derive(Clone, Debug)]
pub struct Built {
    /// What has to be solved.
    pub definition: Definition,
    /// The image configuration.
    pub image: image::Image,
    /// The configuration of the image it is based on, as it is there.
    pub base_image: Option<Rc<image::Image>>,
    /// What the image shall be called.
    pub publish: Publish,
    /// `SOURCE_DATE_EPOCH`, seconds.
    pub epoch: Option<i64>,
    /// The graph the definition was made from, and what of it is the result.
    pub graph: (Graph, Option<Output>),
}

/// Makes a graph of a container, as far as the answers go.
///
/// The function is pure: the same description, request and answers give the same graph, byte for
/// byte.
pub fn lower(
    container: &Container,
    request: &Request,
    answers: &Answers,
) -> Result<Progress<Box<Built>>, BuildError> {
    let mut pass = Lowering::new(request, answers);
    let Some(state) = pass.container(container)? else {
        return Ok(Progress::Asks(pass.asking.finish()));
    };
    let mut image = state.image.clone();
    let labels = request.options.labels.iter();
    image.config.labels.extend(labels.map(|(key, value)| (key.clone(), value.clone())));
    let platform = state.platform();
    image.platform.os.clone_from(&platform.os);
    image.platform.architecture.clone_from(&platform.architecture);
    image.platform.variant.clone_from(&platform.variant);
    let definition = pass.marshal(state.root);
    Ok(Progress::Done(Box::new(Built {
        definition,
        image,
        base_image: state.base_image.clone(),
        publish: state.publish.clone(),
        epoch: pass.epoch().map(crate::go::time::Time::unix),
        graph: (pass.graph, state.root),
    })))
}

/// The image configuration of a container, as far as the answers go.
pub fn lower_image(
    container: &Container,
    request: &Request,
    answers: &Answers,
) -> Result<Progress<image::Image>, BuildError> {
    let mut pass = Lowering::new(request, answers);
    Ok(match pass.container(container)? {
        None => Progress::Asks(pass.asking.finish()),
        Some(state) => Progress::Done(state.image.clone()),
    })
}

/// What is in a file of something that is built, as far as the answers go.
pub fn lower_file(
    file: &File,
    request: &Request,
    answers: &Answers,
) -> Result<Progress<Rc<[u8]>>, BuildError> {
    let mut pass = Lowering::new(request, answers);
    Ok(match pass.file_text(file.tree(), "", file.tree().origin())? {
        None => Progress::Asks(pass.asking.finish()),
        Some(text) => Progress::Done(text),
    })
}
