//! The daemon over gRPC.
//!
//! Upstream: `frontend/gateway/grpcclient/client.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use prost::Message;
use tokio::sync::OnceCell;

use super::bridge::Bridge;
use super::call::Body;
use super::call::MESSAGE_LIMIT;
use super::call::call;
use super::caps;
use super::caps::Caps;
use super::failure::Failure;
use super::file::FileRange;
use super::file::Stat;
use super::http2::Client;
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
use crate::order::Collect as _;
use crate::proto::moby::buildkit::v1::frontend as pb;

/// A daemon at the other end of a stream.
#[derive(Debug)]
pub struct GrpcBridge {
    client: Client,
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
    /// Speaks to the daemon that `client` is connected to.
    pub(super) fn new(client: Client, setting: Setting) -> Self {
        Self { client, caps: OnceCell::new(), setting }
    }

    /// Asks the daemon something.
    async fn ask<A: Message + Default>(
        &self,
        method: &str,
        question: &impl Message,
    ) -> Result<A, Failure> {
        call(&self.client, method, Body::of(question)).await
    }

    async fn caps(&self) -> Result<&Rc<Caps>, Failure> {
        let ask = async || {
            let pong = self.ask("Ping", &pb::PingRequest {}).await?;
            let caps = wire::caps(pong, &self.setting.product);
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
        let found: pb::ResolveImageConfigResponse =
            self.ask("ResolveImageConfig", &request).await?;
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
        let found: pb::InputsResponse = self.ask("Inputs", &pb::InputsRequest {}).await?;
        let input = |(name, definition)| (name, Definition::from(definition));
        Ok(found.definitions.into_iter().map(input).into_map())
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
        let mut found: pb::ResolveSourceMetaResponse =
            self.ask("ResolveSourceMeta", &request).await?;
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
            return wire::source_meta(self.ask("ResolveSourceMeta", &request).await?);
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
        let body = wire::solve_body(&message, request).check(what)?;
        // What the daemon can do may be asked at this very moment.
        let is_unchecked = self.caps.get().is_none();
        let (solved, caps) = tokio::join!(call(&self.client, "Solve", body), self.caps());
        caps?;
        if let (Work::Definition(definition), true) = (&request.work, is_unchecked) {
            self.check(definition)?;
        }
        let solved: pb::SolveResponse = solved?;
        let result = wire_result::read(solved.result);
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
        let found: pb::ReadFileResponse = self.ask("ReadFile", &request).await?;
        Ok(found.data)
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
        let found: pb::ReadDirResponse = self.ask("ReadDir", &request).await?;
        Ok(found.entries.into_iter().map(wire::stat).collect())
    }

    async fn stat_file(&self, tree: &Reference, path: &str) -> Result<Stat, Failure> {
        self.caps().await?.require(caps::STAT_FILE)?;
        let request = pb::StatFileRequest { r#ref: tree.id().to_owned(), path: path.to_owned() };
        let found: pb::StatFileResponse = self.ask("StatFile", &request).await?;
        Ok(wire::stat(found.stat.unwrap_or_default()))
    }

    async fn evaluate(&self, tree: &Reference) -> Result<(), Failure> {
        let request = pb::EvaluateRequest { r#ref: tree.id().to_owned() };
        let pb::EvaluateResponse {} = self.ask("Evaluate", &request).await?;
        Ok(())
    }

    async fn said(&self) {
        self.client.said().await;
    }

    async fn warn(&self, warning: &Warning) -> Result<(), Failure> {
        let body = Body::of(&wire::warning(warning));
        let body = body.check("a warning, with the file that it is about,")?;
        let pb::WarnResponse {} = call(&self.client, "Warn", body).await?;
        Ok(())
    }

    async fn finish(&self, outcome: &Outcome) -> Result<(), Failure> {
        let body = match outcome {
            Ok(result) => {
                let caps = self.caps().await?;
                if result.refs.iter().count() > 1 {
                    caps.require(caps::RETURN_MAP)?;
                }
                let result = wire_result::write(result, caps.supports(caps::REF_ARRAY));
                Body::of(&result).check("the result of the build")?
            }
            Err(failure) => {
                let message = wire::failure(failure);
                let fits = message.encoded_len() <= MESSAGE_LIMIT;
                let message =
                    if fits { message } else { wire::failure(&failure.clone().without_details()) };
                Body::of(&message)
            }
        };
        let pb::ReturnResponse {} = call(&self.client, "Return", body).await?;
        Ok(())
    }
}
