//! The daemon over gRPC.
//!
//! Upstream: `frontend/gateway/grpcclient/client.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use hyper::Uri;
use prost::Message;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::sync::OnceCell;
use tonic::Response;
use tonic::Status;

use super::bridge::Bridge;
use super::caps;
use super::caps::Caps;
use super::code::Code;
use super::connection::Connection;
use super::connection::MESSAGE_LIMIT;
use super::detail::Detail;
use super::failure::Failure;
use super::file::FileRange;
use super::file::Stat;
use super::request::SolveRequest;
use super::request::Warning;
use super::request::Work;
use super::resolve::ImageMeta;
use super::resolve::ImageQuery;
use super::resolve::ResolvedImage;
use super::resolve::SourceMeta;
use super::resolve::SourceQuery;
use super::result::Outcome;
use super::result::Reference;
use super::result::ResultSet;
use super::wire;
use super::wire_result;
use crate::llb::Definition;
use crate::proto::google::rpc;
use crate::proto::moby::buildkit::v1::frontend as pb;
use crate::proto::moby::buildkit::v1::frontend::llb_bridge_client::LlbBridgeClient;

/// A daemon at the other end of a stream.
#[derive(Debug)]
pub struct GrpcBridge {
    client: LlbBridgeClient<Connection>,
    caps: OnceCell<Rc<Caps>>,
    setting: Setting,
}

/// What is known of a daemon before it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Its name, as far as errors are concerned.
    pub product: String,
    /// `cache-imports` and `cache-from`, which upstream's client sends along with every solve.
    pub cache_options: BTreeMap<String, String>,
}

impl From<&str> for Setting {
    fn from(product: &str) -> Self {
        Self { product: product.to_owned(), cache_options: BTreeMap::new() }
    }
}

impl GrpcBridge {
    /// Speaks to the daemon at the other end of a stream.
    ///
    /// The future returned beside the bridge ends when the stream does, and must be polled.
    pub(super) async fn open<S>(
        stream: S,
        setting: Setting,
    ) -> hyper::Result<(Self, impl Future<Output = hyper::Result<()>>)>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (connection, end) = Connection::open(stream).await?;
        let client = LlbBridgeClient::with_origin(connection, Uri::from_static("http://localhost"))
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT);
        Ok((Self { client, caps: OnceCell::new(), setting }, end))
    }

    fn client(&self) -> LlbBridgeClient<Connection> {
        self.client.clone()
    }

    async fn caps(&self) -> Result<&Rc<Caps>, Failure> {
        let ask = async || {
            let caps = wire::caps(
                answer(self.client().ping(pb::PingRequest {}).await)?,
                &self.setting.product,
            );
            caps.require(caps::RETURN).map_err(|why| why.context("this daemon is too old"))?;
            Ok(Rc::new(caps))
        };
        self.caps.get_or_try_init(ask).await
    }

    /// The question that daemons understood before they resolved sources in general.
    async fn resolve_image_config(
        &self,
        request: pb::ResolveImageConfigRequest,
    ) -> Result<(String, ImageMeta), Failure> {
        let reference = request.r#ref.clone();
        let found = answer(self.client().resolve_image_config(request).await)?;
        let reference = if found.r#ref.is_empty() { reference } else { found.r#ref };
        Ok((reference, ImageMeta { digest: found.digest, config: found.config }))
    }

    /// Capabilities that a definition needs and the daemon lacks are found here, as upstream does;
    /// the daemon would say so late.
    fn check(&self, definition: &Definition) -> Result<(), Failure> {
        let Some(caps) = self.caps.get() else { return Ok(()) };
        let needs = definition.metadata.values().flat_map(|metadata| metadata.caps());
        needs.into_iter().try_for_each(|id| caps.require_llb(id))
    }
}

impl Bridge for GrpcBridge {
    async fn ping(&self) -> Result<Rc<Caps>, Failure> {
        self.caps().await.cloned()
    }

    async fn inputs(&self) -> Result<BTreeMap<String, Definition>, Failure> {
        let found = answer(self.client().inputs(pb::InputsRequest {}).await)?;
        let input = |(name, definition)| (name, Definition::from(definition));
        Ok(found.definitions.into_iter().map(input).collect())
    }

    async fn resolve_image(&self, query: &ImageQuery) -> Result<ResolvedImage, Failure> {
        let image = |reference, ImageMeta { digest, config }| ResolvedImage::Image {
            reference,
            digest,
            config,
        };
        if !self.caps().await?.supports(caps::META_RESOLVER) {
            let request = wire::image_config_request(query);
            let (reference, meta) = self.resolve_image_config(request).await?;
            return Ok(image(reference, meta));
        }
        let request = wire::image_request(query);
        let mut found = answer(self.client().resolve_source_meta(request).await)?;
        // A source policy may have put something else in its place; no more is asked of that.
        found.http = None;
        let SourceMeta { identifier, image: meta, .. } = wire::source_meta(found)?;
        let Some(meta) = meta else {
            return Ok(ResolvedImage::Converted { reference: query.reference.clone(), identifier });
        };
        Ok(image(wire::without_scheme(&identifier).to_owned(), meta))
    }

    async fn resolve_source(&self, query: &SourceQuery) -> Result<SourceMeta, Failure> {
        if self.caps().await?.supports(caps::META_RESOLVER) {
            let request = wire::source_request(query);
            return wire::source_meta(answer(self.client().resolve_source_meta(request).await)?);
        }
        let SourceQuery { identifier, attrs, .. } = query.clone();
        let Some(request) = wire::old_source_request(query) else {
            return Ok(SourceMeta { identifier, attrs, ..SourceMeta::default() });
        };
        let scheme = &identifier[..identifier.len() - request.r#ref.len()];
        let (reference, meta) = self.resolve_image_config(request).await?;
        let identifier = format!("{scheme}{reference}");
        Ok(SourceMeta { identifier, attrs, image: Some(meta), ..SourceMeta::default() })
    }

    async fn solve(&self, request: &SolveRequest) -> Result<ResultSet, Failure> {
        let what = match &request.work {
            Work::Definition(definition) => {
                self.check(definition)?;
                "the build graph"
            }
            Work::Frontend { .. } => "the build for another frontend",
        };
        let mut message = wire::solve_request(request);
        for (key, value) in &self.setting.cache_options {
            message.frontend_opt.entry(key.clone()).or_insert_with(|| value.clone());
        }
        let by_hand = request.evaluate && !self.caps().await?.supports(caps::SOLVE_EVALUATE);
        message.evaluate = request.evaluate && !by_hand;
        fits(what, &message)?;
        // What the daemon can do may be asked at this very moment.
        let is_unchecked = self.caps.get().is_none();
        let mut client = self.client();
        let (solved, caps) = tokio::join!(client.solve(message), self.caps());
        caps?;
        if let (Work::Definition(definition), true) = (&request.work, is_unchecked) {
            self.check(definition)?;
        }
        let result = wire_result::read(answer(solved)?.result);
        if by_hand {
            for reference in result.refs.iter() {
                self.stat_file(reference, ".").await?;
            }
        }
        Ok(result)
    }

    async fn read_file(
        &self,
        tree: &Reference,
        path: &str,
        range: Option<FileRange>,
    ) -> Result<Vec<u8>, Failure> {
        let request = wire::read_file_request(tree, path, range);
        Ok(answer(self.client().read_file(request).await)?.data)
    }

    async fn read_dir(
        &self,
        tree: &Reference,
        path: &str,
        include: &str,
    ) -> Result<Vec<Stat>, Failure> {
        self.caps().await?.require(caps::READ_DIR)?;
        let request = pb::ReadDirRequest {
            r#ref: tree.id().to_owned(),
            dir_path: path.to_owned(),
            include_pattern: include.to_owned(),
        };
        let found = answer(self.client().read_dir(request).await)?;
        Ok(found.entries.into_iter().map(wire::stat).collect())
    }

    async fn stat_file(&self, tree: &Reference, path: &str) -> Result<Stat, Failure> {
        self.caps().await?.require(caps::STAT_FILE)?;
        let request = pb::StatFileRequest { r#ref: tree.id().to_owned(), path: path.to_owned() };
        let found = answer(self.client().stat_file(request).await)?;
        Ok(wire::stat(found.stat.unwrap_or_default()))
    }

    async fn evaluate(&self, tree: &Reference) -> Result<(), Failure> {
        let request = pb::EvaluateRequest { r#ref: tree.id().to_owned() };
        answer(self.client().evaluate(request).await)?;
        Ok(())
    }

    async fn warn(&self, warning: &Warning) -> Result<(), Failure> {
        let request = wire::warning(warning);
        fits("a warning, with the file that it is about,", &request)?;
        answer(self.client().warn(request).await)?;
        Ok(())
    }

    async fn finish(&self, outcome: &Outcome) -> Result<(), Failure> {
        let request = match outcome {
            Ok(result) => {
                let caps = self.caps().await?;
                if result.refs.iter().count() > 1 {
                    caps.require(caps::RETURN_MAP)?;
                }
                let request = wire_result::write(result, caps.supports(caps::REF_ARRAY));
                fits("the result of the build", &request)?;
                request
            }
            Err(failure) => {
                let request = wire::failure(failure);
                let fits = request.encoded_len() <= MESSAGE_LIMIT;
                if fits { request } else { wire::failure(&failure.clone().without_details()) }
            }
        };
        answer(self.client().r#return(request).await)?;
        Ok(())
    }
}

/// What the daemon answered, or why it did not.
fn answer<T>(answer: Result<Response<T>, Status>) -> Result<T, Failure> {
    answer.map(Response::into_inner).map_err(|status| received(&status))
}

/// The error that a call ended with.
fn received(status: &Status) -> Failure {
    if let Some(cause) = std::error::Error::source(status) {
        let text = format!("the connection to the daemon is lost: {cause}");
        return Failure::new(text).with_code(Code::UNAVAILABLE);
    }
    let details = rpc::Status::decode(status.details()).unwrap_or_default().details;
    let details = details.into_iter().map(|detail| Detail::new(detail.type_url, detail.value));
    Failure::received(Code::new(status.code() as i32), status.message(), details.collect())
}

/// The daemon would end the connection over a message that is too large, without saying why.
fn fits(what: &str, message: &impl Message) -> Result<(), Failure> {
    let size = message.encoded_len();
    if size <= MESSAGE_LIMIT {
        return Ok(());
    }
    let text = format!(
        "{what} is too large: {size} bytes, and BuildKit takes at most {MESSAGE_LIMIT} in a message"
    );
    Err(Failure::new(text).with_code(Code::RESOURCE_EXHAUSTED))
}
