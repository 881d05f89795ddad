//! Lowering without a daemon, for programs that write a definition and leave the rest to `buildctl`.

use std::collections::BTreeMap;

use super::Answer;
use super::Answers;
use super::BuildError;
use super::Built;
use super::Container;
use super::Progress;
use super::Publish;
use super::Question;
use super::Request;
use super::lower;
use crate::go::csv;
use crate::image::EncodeError;
use crate::image::Platform;
use crate::image::Reference;
use crate::image::ResolvedImage;

/// What is known of an image whose configuration nobody gave: that it has files.
const UNKNOWN: &str = r#"{"rootfs": {"type": "layers", "diff_ids": ["sha256:"]}}"#;

/// Makes a graph of a container without asking anybody.
///
/// Images are fetched by their names when the graph is solved. What is in their configurations,
/// such as variables, is taken from `configs`, where images stand under the names that users write;
/// of others nothing is known. Folders of the client are sent without regard to `.dockerignore`. A
/// Dockerfile, or the text of a file that is built, is an error.
pub fn lower_offline(
    container: &Container,
    request: &Request,
    configs: &BTreeMap<String, Vec<u8>>,
) -> Result<Built, BuildError> {
    let platform = request.platform.clone().unwrap_or_else(Platform::host);
    let request = Request { platform: Some(platform), ..request.clone() };
    let mut answers = Answers::new();
    loop {
        match lower(container, &request, &answers)? {
            Progress::Done(built) => return Ok(*built),
            Progress::Asks(questions) => answers.extend(questions.into_iter().map(|question| {
                let answer = answer(&question, configs);
                (question, answer)
            })),
        }
    }
}

fn answer(question: &Question, configs: &BTreeMap<String, Vec<u8>>) -> Answer {
    match question {
        Question::Image(image) => {
            let known = configs.iter().find(|(name, _)| {
                let reference = Reference::parse_normalized(name);
                reference.is_ok_and(|known| known.tag_name_only().to_string() == image.reference)
            });
            let config = known.map_or(UNKNOWN.as_bytes(), |(_, config)| config).into();
            let reference = image.reference.clone();
            Answer::Image(ResolvedImage { reference, digest: String::new(), config })
        }
        Question::Ignore | Question::Folder { .. } => Answer::Ignore(None),
        Question::Dockerfile(_) => only_built("a Dockerfile can be converted"),
        Question::File(file) => only_built(&format!("{} can be read", file.path)),
    }
}

fn only_built(what: &str) -> Answer {
    Answer::Failed(format!("{what} only while something is built: serve it as a frontend"))
}

impl Built {
    /// What `buildctl build --output` takes, so that the image is pushed and has its name, its
    /// annotations and its configuration. A definition alone has none of them.
    pub fn output(&self) -> Result<String, EncodeError> {
        let Publish { names, annotations } = &self.publish;
        let mut fields = vec!["type=image".to_owned(), "push=true".to_owned()];
        if !names.is_empty() {
            fields.push(format!("name={}", names.join(",")));
        }
        fields.extend(annotations.iter().map(|(key, value)| format!("annotation.{key}={value}")));
        fields.push(format!("containerimage.config={}", self.image.encode()?));
        let mut record = String::new();
        csv::push_record(&mut record, &fields);
        Ok(record.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Dockerfile;

    fn build(container: &Container) -> Result<Built, BuildError> {
        let config = br#"{"config": {"Env": ["A=1"], "Cmd": ["sh"]}, "history": [{}]}"#.to_vec();
        let configs = BTreeMap::from([("known".to_owned(), config)]);
        lower_offline(container, &Request::default(), &configs)
    }

    #[test]
    fn images_are_fetched_by_name_and_configured_as_far_as_is_known() {
        let container = Container::from("known").publish("a/b").publish("a/c");
        let built = build(&container).unwrap();
        assert_eq!(built.image.config.env[0], "A=1");
        let source = built.definition.only_source().unwrap();
        assert_eq!(source.identifier(), "docker-image://docker.io/library/known:latest");
        let output = built.output().unwrap();
        assert!(output.starts_with(r#"type=image,push=true,"name=a/b,a/c","#), "{output}");
        let fields = csv::fields(&output).unwrap();
        let config = fields[3].strip_prefix("containerimage.config=").unwrap();
        assert_eq!(config, built.image.encode().unwrap());
        let unknown = build(&Container::from("other:1")).unwrap();
        assert!(unknown.definition.only_source().is_some() && unknown.image.config.cmd.is_empty());
    }

    #[test]
    fn what_has_to_be_built_first_is_an_error() {
        let container = Container::dockerfile(Dockerfile::default());
        let error = build(&container).unwrap_err().to_string();
        assert!(error.ends_with("serve it as a frontend"), "{error}");
    }
}
