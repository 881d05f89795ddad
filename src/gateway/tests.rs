//! Conversations over a real HTTP/2 connection, with a server that stands in for the daemon.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http2;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use prost::Message as _;
use tokio::net::unix::pipe;
use tokio::time::sleep;
use tonic::Response;
use tonic::Status;

use super::*;
use crate::llb::Definition;
use crate::proto::google::rpc;
use crate::proto::moby::buildkit::v1::apicaps::ApiCap;
use crate::proto::moby::buildkit::v1::frontend as pb;
use crate::proto::moby::buildkit::v1::frontend::llb_bridge_server::LlbBridge;
use crate::proto::moby::buildkit::v1::frontend::llb_bridge_server::LlbBridgeServer;
use crate::proto::pb as ops;

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What the daemon does when it is asked to solve something.
#[derive(Clone, Copy, Default)]
enum Solve {
    #[default]
    Answer,
    /// Fails with a detail of so many bytes.
    Fail(usize),
    /// Never answers.
    Wait,
}

/// A daemon.
#[derive(Clone, Default)]
struct Daemon {
    solve: Solve,
    refuses_results: bool,
    without: &'static [&'static str],
    log: Arc<Mutex<Log>>,
}

/// What the daemon was asked.
#[derive(Default)]
struct Log {
    pings: usize,
    solved: Vec<pb::SolveRequest>,
    resolved: Vec<pb::ResolveSourceMetaRequest>,
    configs: Vec<pb::ResolveImageConfigRequest>,
    stats: usize,
    warned: Vec<pb::WarnRequest>,
    returned: Vec<pb::ReturnRequest>,
}

impl Daemon {
    fn log<T>(&self, note: impl FnOnce(&mut Log) -> T) -> T {
        note(&mut self.log.lock().unwrap())
    }

    fn caps(&self) -> Vec<ApiCap> {
        let all = ["return", "returnmap", "proto.refarray", "source.metaresolver", "statfile"];
        let all = all.into_iter().chain(["gateway.solve.evaluate", "readdir"]);
        let has = all.filter(|id| !self.without.contains(id));
        has.map(|id| ApiCap { id: id.to_owned(), enabled: true, ..ApiCap::default() }).collect()
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl LlbBridge for Daemon {
    async fn ping(&self, _: tonic::Request<pb::PingRequest>) -> Answer<pb::PongResponse> {
        self.log(|log| log.pings += 1);
        let merge = ApiCap { id: "mergeop".to_owned(), ..ApiCap::default() };
        Ok(Response::new(pb::PongResponse {
            frontend_api_caps: self.caps(),
            llb_caps: vec![merge],
        }))
    }

    async fn inputs(&self, _: tonic::Request<pb::InputsRequest>) -> Answer<pb::InputsResponse> {
        let definition = ops::Definition { def: vec![vec![1, 2, 3]], ..ops::Definition::default() };
        let definitions = BTreeMap::from([("context".to_owned(), definition)]);
        Ok(Response::new(pb::InputsResponse { definitions }))
    }

    async fn resolve_source_meta(
        &self,
        request: tonic::Request<pb::ResolveSourceMetaRequest>,
    ) -> Answer<pb::ResolveSourceMetaResponse> {
        let request = request.into_inner();
        let source = request.source.clone();
        self.log(|log| log.resolved.push(request));
        let config = pb::ResolveSourceImageResponse {
            digest: "sha256:00".to_owned(),
            config: b"{}".to_vec(),
        };
        let is = |name| source.as_ref().is_some_and(|source| source.identifier.contains(name));
        let (is_image, is_http) = (is("alpine"), is("http://"));
        let checksum = if is("wrong") { "md5:0".to_owned() } else { DIGEST.to_owned() };
        let last_modified = Some(pb::Timestamp { seconds: 7, nanos: 9 });
        let filename = "f".to_owned();
        let http = pb::ResolveSourceHttpResponse { checksum, filename, last_modified };
        Ok(Response::new(pb::ResolveSourceMetaResponse {
            source,
            image: is_image.then_some(config),
            http: is_http.then_some(http),
            ..pb::ResolveSourceMetaResponse::default()
        }))
    }

    async fn resolve_image_config(
        &self,
        request: tonic::Request<pb::ResolveImageConfigRequest>,
    ) -> Answer<pb::ResolveImageConfigResponse> {
        self.log(|log| log.configs.push(request.into_inner()));
        let config = b"{}".to_vec();
        Ok(Response::new(pb::ResolveImageConfigResponse { config, ..Default::default() }))
    }

    async fn solve(&self, request: tonic::Request<pb::SolveRequest>) -> Answer<pb::SolveResponse> {
        self.log(|log| log.solved.push(request.into_inner()));
        match self.solve {
            Solve::Answer => {}
            Solve::Fail(size) => return Err(failure(size)),
            Solve::Wait => std::future::pending().await,
        }
        let shape = pb::result::Result::Ref(pb::Ref { id: "ref1".to_owned() });
        let result = pb::Result { result: Some(shape), ..pb::Result::default() };
        Ok(Response::new(pb::SolveResponse { result: Some(result) }))
    }

    async fn read_file(
        &self,
        request: tonic::Request<pb::ReadFileRequest>,
    ) -> Answer<pb::ReadFileResponse> {
        let request = request.into_inner();
        let text = format!("{} of {}", request.file_path, request.r#ref);
        let data = match request.range {
            Some(range) if range.length == 15 << 20 => vec![b'x'; 15 << 20],
            Some(range) => text.as_bytes()[usize::try_from(range.offset).unwrap()..].to_vec(),
            None => text.into_bytes(),
        };
        Ok(Response::new(pb::ReadFileResponse { data }))
    }

    async fn stat_file(
        &self,
        _: tonic::Request<pb::StatFileRequest>,
    ) -> Answer<pb::StatFileResponse> {
        self.log(|log| log.stats += 1);
        Ok(Response::new(pb::StatFileResponse::default()))
    }

    async fn warn(&self, request: tonic::Request<pb::WarnRequest>) -> Answer<pb::WarnResponse> {
        self.log(|log| log.warned.push(request.into_inner()));
        Ok(Response::new(pb::WarnResponse {}))
    }

    async fn r#return(
        &self,
        request: tonic::Request<pb::ReturnRequest>,
    ) -> Answer<pb::ReturnResponse> {
        let request = request.into_inner();
        if self.refuses_results && request.result.is_some() {
            return Err(Status::unknown("return reference ref1 not found"));
        }
        self.log(|log| log.returned.push(request));
        Ok(Response::new(pb::ReturnResponse {}))
    }
}

/// A failed build with details of a given size.
fn failure(size: usize) -> Status {
    let detail = rpc::Detail { type_url: "example.com/big".to_owned(), value: vec![b'{'; size] };
    let status = rpc::Status { code: 2, message: "exit code: 1".to_owned(), details: vec![detail] };
    Status::with_details(tonic::Code::Unknown, "exit code: 1", status.encode_to_vec().into())
}

/// What the daemon reads and writes.
type Ends = (io::PipeReader, io::PipeWriter);

/// Two pipes: our ends of them, and those of the daemon.
fn pipes() -> (Stdio, Ends) {
    let (down, to_us) = io::pipe().unwrap();
    let (from_us, up) = io::pipe().unwrap();
    (Stdio::new(OwnedFd::from(down), OwnedFd::from(up)).unwrap(), (from_us, to_us))
}

/// Answers until the other ends are closed; closes its own, at the latest after a minute, so that
/// nothing hangs.
async fn answer(daemon: Daemon, (input, output): Ends) {
    let service = LlbBridgeServer::new(daemon)
        .max_decoding_message_size(16 << 20)
        .max_encoding_message_size(16 << 20);
    let input = pipe::Receiver::from_owned_fd(OwnedFd::from(input)).unwrap();
    let output = pipe::Sender::from_owned_fd(OwnedFd::from(output)).unwrap();
    let stream = TokioIo::new(tokio::io::join(input, output));
    let connection = http2::Builder::new(TokioExecutor::new())
        .serve_connection(stream, TowerToHyperService::new(service));
    tokio::select! {
        _ = connection => {}
        () = sleep(Duration::from_mins(1)) => {}
    }
}

/// Runs a daemon in a thread of its own.
fn in_thread(daemon: impl Future<Output = ()> + Send + 'static) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(daemon);
    })
}

/// Runs a build against a daemon.
fn converse(
    daemon: &Daemon,
    build: impl AsyncFnOnce(&GrpcBridge) -> Outcome,
) -> Result<Returned, ServeError> {
    let (ours, theirs) = pipes();
    let answering = in_thread(answer(daemon.clone(), theirs));
    let returned = serve(ours, "buildkit", build);
    answering.join().unwrap();
    returned
}

fn graph() -> SolveRequest {
    SolveRequest::definition(Definition { def: vec![vec![7]], ..Definition::default() })
}

async fn solved(bridge: &GrpcBridge) -> Reference {
    bridge.solve(&graph()).await.unwrap().into_single().unwrap().unwrap()
}

#[test]
fn a_build_asks_and_returns() {
    let daemon = Daemon::default();
    let returned = converse(&daemon, async |bridge| {
        let (caps, again) = tokio::join!(bridge.ping(), bridge.ping());
        assert!(caps?.supports("returnmap"));
        assert!(!again?.llb().supports("mergeop"));
        assert_eq!(bridge.inputs().await?["context"].def, [[1, 2, 3]]);
        let tree = solved(bridge).await;
        assert_eq!(bridge.read_file(&tree, "Dockerfile", None).await?, b"Dockerfile of ref1");
        let range = FileRange { offset: 11, length: 100 };
        assert_eq!(bridge.read_file(&tree, "Dockerfile", Some(range)).await?, b"of ref1");
        let mut result = ResultSet::single(Some(tree));
        result.metadata.insert("containerimage.config".to_owned(), b"{}".to_vec());
        Ok(result)
    });
    assert_eq!(returned.unwrap(), Returned::Success);
    daemon.log(|log| {
        assert_eq!(log.pings, 1);
        let [solved] = &log.solved[..] else { panic!("one solve") };
        assert_eq!(solved.definition.as_deref(), Some(&[0x0a, 1, 7][..]));
        assert!(solved.allow_result_return && solved.allow_result_array_ref);
        let [returned] = &log.returned[..] else { panic!("one return") };
        assert_eq!(returned.error, None);
        let result = returned.result.clone().unwrap();
        let shape = pb::result::Result::Ref(pb::Ref { id: "ref1".to_owned() });
        assert_eq!(result.result, Some(shape));
        assert_eq!(result.metadata["containerimage.config"], b"{}");
    });
}

#[test]
fn an_image_is_asked_for_without_its_resolve_mode() {
    let daemon = Daemon::default();
    let query = |reference: &str| ImageQuery {
        reference: reference.to_owned(),
        resolve_mode: crate::llb::ResolveMode::ForcePull,
        ..ImageQuery::default()
    };
    let returned = converse(&daemon, async |bridge| {
        let found = bridge.resolve_image(&query("docker.io/library/alpine:latest")).await?;
        let ResolvedImage::Image { reference, digest, config } = found else { panic!("image") };
        assert_eq!(reference, "docker.io/library/alpine:latest");
        assert_eq!((digest.as_str(), config.as_slice()), ("sha256:00", &b"{}"[..]));
        let found = bridge.resolve_image(&query("moved:latest")).await?;
        assert!(matches!(found, ResolvedImage::Converted { .. }));
        Ok(ResultSet::default())
    });
    assert_eq!(returned.unwrap(), Returned::Success);
    daemon.log(|log| {
        assert_eq!(log.resolved[0].resolve_mode, "");
        assert_eq!(log.resolved[0].image, None);
    });
}

#[test]
fn a_source_is_asked_for_as_it_is() {
    let daemon = Daemon::default();
    let query = |url| SourceQuery {
        image_resolve_mode: Some("pull".to_owned()),
        git_object: true,
        ..SourceQuery::of(&crate::llb::Source::http(url).filename("f"), "look")
    };
    let returned = converse(&daemon, async |bridge| {
        let found = bridge.resolve_source(&query("http://h/x")).await?;
        let http = HttpMeta {
            digest: DIGEST.to_owned(),
            filename: "f".to_owned(),
            last_modified: Some(7),
        };
        assert_eq!(found.http, Some(http));
        bridge.resolve_source(&query("http://wrong/x")).await?;
        Ok(ResultSet::default())
    });
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let sent = &log.resolved[0];
        assert_eq!((sent.log_name.as_str(), sent.resolve_mode.as_str()), ("look", "pull"));
        assert!(sent.image.is_some() && sent.git.is_some());
        assert_eq!(sent.source.clone().unwrap().attrs["http.filename"], "f");
        let error = log.returned[0].error.clone().unwrap();
        let text = "invalid http checksum digest \"md5:0\": unsupported digest algorithm";
        assert_eq!(error.message, text);
    });
}

#[test]
fn an_old_daemon_is_asked_in_the_old_way() {
    let without = &["source.metaresolver", "gateway.solve.evaluate", "proto.refarray"];
    let daemon = Daemon { without, ..Daemon::default() };
    let returned = converse(&daemon, async |bridge| {
        let query = ImageQuery {
            reference: "a:b".to_owned(),
            resolve_mode: crate::llb::ResolveMode::ForcePull,
            ..ImageQuery::default()
        };
        let found = bridge.resolve_image(&query).await?;
        assert!(matches!(found, ResolvedImage::Image { reference, .. } if reference == "a:b"));
        let identifier = "docker-image://c:d".to_owned();
        let query = SourceQuery { identifier: identifier.clone(), ..SourceQuery::default() };
        let found = bridge.resolve_source(&query).await?;
        assert!(found.identifier == identifier && found.image.is_some());
        let identifier = "git://e".to_owned();
        let query = SourceQuery { identifier: identifier.clone(), ..SourceQuery::default() };
        assert_eq!(bridge.resolve_source(&query).await?.identifier, identifier);
        bridge.solve(&graph().evaluated()).await
    });
    assert_eq!(returned.unwrap(), Returned::Success);
    daemon.log(|log| {
        let modes: Vec<_> = log.configs.iter().map(|request| &request.resolve_mode[..]).collect();
        assert_eq!(modes, ["pull", ""]);
        assert_eq!((log.stats, log.solved[0].evaluate), (1, false));
        let shape = pb::result::Result::RefDeprecated("ref1".to_owned());
        assert_eq!(log.returned[0].result.clone().unwrap().result, Some(shape));
    });
}

#[test]
fn a_daemon_that_does_not_take_results_is_too_old() {
    let daemon = Daemon { without: &["return"], ..Daemon::default() };
    let returned = converse(&daemon, async |bridge| {
        bridge.ping().await?;
        Ok(ResultSet::default())
    });
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let error = log.returned[0].error.clone().unwrap();
        let text = "this daemon is too old: requested experimental feature return";
        assert!(error.message.starts_with(text), "{error:?}");
    });
}

#[test]
fn a_megabyte_of_details_arrives() {
    for size in [0, 8 << 10, 20 << 10, 1 << 20] {
        let daemon = Daemon { solve: Solve::Fail(size), ..Daemon::default() };
        let returned = converse(&daemon, async |bridge| bridge.solve(&graph()).await);
        assert_eq!(returned.unwrap(), Returned::Failure);
        daemon.log(|log| {
            let error = log.returned[0].error.clone().unwrap();
            assert_eq!((error.code, error.message.as_str()), (2, "exit code: 1"));
            assert_eq!(error.details[0].value.len(), size, "details of {size} bytes");
        });
    }
}

#[test]
fn fifteen_megabytes_of_a_file_arrive() {
    let returned = converse(&Daemon::default(), async |bridge| {
        let range = FileRange { offset: 0, length: 15 << 20 };
        let tree = solved(bridge).await;
        assert_eq!(bridge.read_file(&tree, "big", Some(range)).await?.len(), 15 << 20);
        Ok(ResultSet::default())
    });
    assert_eq!(returned.unwrap(), Returned::Success);
}

#[test]
fn a_graph_that_the_solver_does_not_know_is_refused_early_or_late() {
    use crate::llb::Constraints;
    let needy = || {
        let mut graph = crate::llb::Graph::new(std::rc::Rc::default());
        let source = crate::llb::Source::local("x");
        let output = graph.source(source, Constraints::default());
        SolveRequest::definition(graph.marshal(Some(output)))
    };
    for asks_first in [false, true] {
        let daemon = Daemon::default();
        let returned = converse(&daemon, async |bridge| {
            if asks_first {
                bridge.ping().await?;
            }
            bridge.solve(&needy()).await
        });
        assert_eq!(returned.unwrap(), Returned::Failure);
        daemon.log(|log| {
            let error = log.returned[0].error.clone().unwrap();
            assert!(error.message.ends_with("please update buildkit"), "{error:?}");
            assert_eq!(log.solved.is_empty(), asks_first);
        });
    }
}

#[test]
fn a_graph_that_is_too_large_is_named_and_the_conversation_goes_on() {
    let daemon = Daemon::default();
    let returned = converse(&daemon, async |bridge| {
        let def = vec![vec![0; 17 << 20]];
        let large = SolveRequest::definition(Definition { def, ..Definition::default() });
        let failure = bridge.solve(&large).await.unwrap_err();
        assert!(failure.text().starts_with("the build graph is too large: 178"), "{failure}");
        let mut result = ResultSet::single(Some(solved(bridge).await));
        result.metadata.insert("big".to_owned(), vec![0; 17 << 20]);
        Ok(result)
    });
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let error = log.returned[0].error.clone().unwrap();
        assert_eq!(error.code, 8);
        assert!(error.message.starts_with("the result of the build is too large: 178"));
    });
}

#[test]
fn a_failure_that_is_too_large_loses_its_details() {
    let daemon = Daemon::default();
    let returned = converse(&daemon, async |_| {
        Err(Failure::new("no").with_detail(Detail::new("x", vec![0; 17 << 20])))
    });
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let error = log.returned[0].error.clone().unwrap();
        assert_eq!((error.message.as_str(), error.details.len()), ("no", 0));
    });
}

#[test]
fn a_panic_is_a_failure() {
    let daemon = Daemon::default();
    let returned = converse(&daemon, async |bridge| {
        let tree = solved(bridge).await;
        panic!("lost {}", tree.id())
    });
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let error = log.returned[0].error.clone().unwrap();
        assert_eq!(error.code, 13);
        assert!(error.message.starts_with("internal: lost ref1 (this is a bug"), "{error:?}");
    });
}

#[test]
fn a_result_that_is_refused_becomes_a_failure() {
    let daemon = Daemon { refuses_results: true, ..Daemon::default() };
    let returned = converse(&daemon, async |_| Ok(ResultSet::default()));
    assert_eq!(returned.unwrap(), Returned::Failure);
    daemon.log(|log| {
        let error = log.returned[0].error.clone().unwrap();
        assert_eq!(error.message, "return reference ref1 not found");
    });
}

#[test]
fn a_warning_brings_its_file() {
    let daemon = Daemon::default();
    let warning = Warning {
        digest: crate::llb::Digest::of(b""),
        short: "R: m (line 1)".to_owned(),
        detail: vec!["d".to_owned()],
        url: "u".to_owned(),
        info: std::rc::Rc::new(crate::llb::SourceInfo {
            filename: "f".to_owned(),
            data: b"FROM x".as_slice().into(),
            language: "Dockerfile".to_owned(),
            definition: Some(Definition { def: vec![vec![7]], ..Definition::default() }.into()),
        }),
        ranges: vec![crate::llb::Range::line(1)],
    };
    let returned = converse(&daemon, async |bridge| {
        bridge.warn(&warning).await?;
        Ok(ResultSet::default())
    });
    assert_eq!(returned.unwrap(), Returned::Success);
    daemon.log(|log| {
        let sent = &log.warned[0];
        assert_eq!((sent.level, sent.short.as_slice()), (1, &b"R: m (line 1)"[..]));
        // The message is ours, the bytes are those of the daemon's `pb.SourceInfo`.
        let info = sent.info.clone().unwrap().encode_to_vec();
        let info = ops::SourceInfo::decode(info.as_slice()).unwrap();
        assert_eq!((info.filename.as_str(), info.language.as_str()), ("f", "Dockerfile"));
        assert_eq!(info.definition.unwrap().def, [[7]]);
    });
}

/// When the daemon dies.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Death {
    BeforeTheFirstByte,
    AfterPing,
    DuringSolve,
    BeforeReturn,
}

/// A build of which the daemon dies at some moment.
fn with_death(death: Death) -> Result<Returned, ServeError> {
    let (ours, theirs) = pipes();
    let dead = Arc::new(tokio::sync::Notify::new());
    let died = Arc::clone(&dead);
    let mut dying = Some(in_thread(async move {
        if death == Death::BeforeTheFirstByte {
            return drop(theirs);
        }
        let solve = if death == Death::DuringSolve { Solve::Wait } else { Solve::Answer };
        let dying = async {
            died.notified().await;
            sleep(Duration::from_millis(5)).await;
        };
        tokio::select! {
            biased;
            () = dying => {}
            () = answer(Daemon { solve, ..Daemon::default() }, theirs) => {}
        }
    }));
    let returned = serve(ours, "buildkit", async |bridge| {
        bridge.ping().await?;
        if death == Death::AfterPing {
            dead.notify_one();
            std::future::pending::<()>().await;
        }
        if death == Death::DuringSolve {
            dead.notify_one();
        }
        let result = bridge.solve(&graph()).await;
        if death == Death::BeforeReturn {
            dead.notify_one();
            dying.take().unwrap().join().unwrap();
        }
        result
    });
    if let Some(dying) = dying {
        dying.join().unwrap();
    }
    returned
}

#[test]
fn when_the_daemon_dies_so_do_we() {
    for death in
        [Death::BeforeTheFirstByte, Death::AfterPing, Death::DuringSolve, Death::BeforeReturn]
    {
        let returned = with_death(death);
        assert!(matches!(returned, Err(ServeError::Lost(_))), "{death:?}: {returned:?}");
    }
}
