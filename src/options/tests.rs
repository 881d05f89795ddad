//! Options; what is expected was printed by upstream.

use super::*;

fn parse(options: &[(&str, &str)]) -> Result<Options, OptionsError> {
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let options = options.iter().map(own).collect();
    Options::parse(Request { options, session: "s1".to_owned(), ..Request::default() })
}

fn ok(options: &[(&str, &str)]) -> Options {
    parse(options).expect("no error")
}

fn error(options: &[(&str, &str)]) -> String {
    parse(options).unwrap_err().to_string()
}

#[test]
fn the_environment_is_read_in_any_order() {
    let variables = [
        ("BUILDKIT_FRONTEND_OPT_3", "build-arg:X=a=b\nc"),
        ("BUILDKIT_SESSION_ID", "s"),
        ("BUILDKIT_FRONTEND_OPT_0", "no-cache="),
        ("BUILDKIT_EXPORTEDPRODUCT", "docker"),
        ("PATH", "x=y"),
        ("BUILDKIT_FRONTEND_OPT_12", "cmdline"),
        (
            "BUILDKIT_WORKERS",
            r#"[{"id":"w","labels":null,"platforms":[{"architecture":"arm64","os":"linux","x":1}]},
                {"platforms":null}]"#,
        ),
    ];
    let request = Request::from_env(variables.map(|(k, v)| (k.to_owned(), v.to_owned())));
    let keys: Vec<_> = request.options.keys().map(String::as_str).collect();
    assert_eq!(keys, ["build-arg:X", "cmdline", "no-cache"]);
    assert_eq!((request.session.as_str(), request.product.as_str()), ("s", "docker"));
    assert_eq!(request.workers.len(), 2);
    let options = Options::parse(request).expect("no error");
    assert_eq!(options.build_args["X"], "a=b\nc");
    assert_eq!((options.no_cache, options.cmdline.as_deref()), (NoCache::All, Some("")));
    assert_eq!(options.build_platform.format(), "linux/arm64");
}

#[test]
fn a_daemon_is_known_by_its_variables() {
    assert!(Request::is_variable("BUILDKIT_WORKERS"));
    assert!(Request::is_variable("BUILDKIT_FRONTEND_OPT_0"));
    assert!(!Request::is_variable("BUILDKIT_PROGRESS"));
}

#[test]
fn workers_that_cannot_be_read_are_none() {
    let request = Request::from_env([("BUILDKIT_WORKERS".to_owned(), "[{]".to_owned())]);
    assert_eq!(request.workers, []);
    let options = Options::parse(request).expect("no error");
    assert_eq!(options.build_platform, Platform::host().normalize());
}

#[test]
fn nothing_is_asked_for_by_default() {
    let options = ok(&[]);
    let expected = Options {
        filename: "Dockerfile".to_owned(),
        build_platform: Platform::host().normalize(),
        session: "s1".to_owned(),
        ..Options::default()
    };
    assert_eq!(options, expected);
    assert_eq!(ok(&[("filename", "")]).filename, "");
}

#[test]
fn platforms_are_a_list() {
    let options = ok(&[("platform", "linux/x86_64,ARM64")]);
    let names: Vec<_> = options.target_platforms.iter().map(Platform::format).collect();
    assert_eq!(names, ["linux/amd64", "linux/arm64"]);
    assert!(options.is_multi_platform);
    assert!(ok(&[("multi-platform", "t")]).is_multi_platform);
    let overridden = [("multi-platform", "true"), ("build-arg:BUILDKIT_MULTI_PLATFORM", "0")];
    let options = ok(&overridden);
    assert!(!options.is_multi_platform);
    assert_eq!(options.all["multi-platform"], "0");
    assert_eq!(
        error(&[("platform", "linux/amd64,")]),
        "failed to parse target platform : \"\" is an invalid OS component of \"\": OSAndVersion \
         specifier component must match \
         \"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.%-]*)((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$\": \
         invalid argument"
    );
    assert_eq!(error(&[("multi-platform", "x")]), "invalid boolean value for multi-platform: x");
    assert_eq!(
        error(&[("platform", "linux/amd64,linux/arm64"), ("multi-platform", "0")]),
        "conflicting config: returning multiple target platforms is not allowed"
    );
}

#[test]
fn what_was_removed_is_refused() {
    assert_eq!(
        error(&[("override-copy-image", "x"), ("platform", "?")]),
        "support for \"override-copy-image\" was removed in BuildKit 0.11"
    );
    assert_eq!(
        error(&[("build-arg:BUILDKIT_DISABLE_FILEOP", "T")]),
        "support for \"BUILDKIT_DISABLE_FILEOP\" build-arg was removed in BuildKit 0.11"
    );
    assert!(parse(&[("build-arg:BUILDKIT_DISABLE_FILEOP", "yes")]).is_ok());
}

#[test]
fn hosts_have_addresses() {
    let hosts = ok(&[("add-hosts", "A=::FFFF:1.2.3.4,\"b=FE80::1\"\n")]).extra_hosts;
    let lines: Vec<_> = hosts.iter().map(|host| format!("{} {}", host.ip, host.host)).collect();
    assert_eq!(lines, ["1.2.3.4 a", "fe80::1 b"]);
    let prefix = "failed to parse additional hosts: ";
    assert_eq!(error(&[("add-hosts", "FOO")]), format!("{prefix}invalid key-value pair FOO"));
    assert_eq!(error(&[("add-hosts", "A=X.Y")]), format!("{prefix}failed to parse IP x.y"));
}

#[test]
fn sizes_modes_and_networks_are_checked() {
    assert_eq!(ok(&[("shm-size", "-1")]).shm_size, -1);
    assert_eq!(
        error(&[("shm-size", "1k")]),
        "failed to parse shm size: strconv.ParseInt: parsing \"1k\": invalid syntax"
    );
    assert_eq!(ok(&[("image-resolve-mode", "pull")]).resolve_mode, ResolveMode::ForcePull);
    assert_eq!(error(&[("image-resolve-mode", "PULL")]), "invalid image-resolve-mode: PULL");
    assert_eq!(ok(&[("force-network-mode", "host")]).network, NetworkMode::Host);
    assert_eq!(error(&[("force-network-mode", "x")]), "invalid netmode x");
}

#[test]
fn processes_have_limits() {
    let limits = ok(&[("ulimit", "nofile=1:2,core=-1,cpu=5:-1")]).ulimits;
    let limits: Vec<_> = limits.iter().map(|l| (l.name.as_str(), l.soft, l.hard)).collect();
    assert_eq!(limits, [("nofile", 1, 2), ("core", -1, -1), ("cpu", 5, -1)]);
    for (text, why) in [
        ("nofile", "invalid ulimit argument: nofile"),
        ("as=1", "invalid ulimit type: as"),
        ("nofile=x:y", "strconv.ParseInt: parsing \"y\": invalid syntax"),
        ("nofile=2:1", "ulimit soft limit must be less than or equal to hard limit: 2 > 1"),
        (
            "nofile=-1:5",
            "ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), \
             hard: 5",
        ),
        (
            "nofile=1:2:3",
            "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`",
        ),
    ] {
        assert_eq!(error(&[("ulimit", text)]), format!("failed to parse ulimit: {why}"));
    }
}

#[test]
fn steps_have_limits() {
    let options = [("memory", "1"), ("memswap", "-1"), ("cpusetcpus", " 1 , 2 - 3 ,")];
    let expected = LinuxResources {
        memory: 1,
        memory_swap: -1,
        cpuset_cpus: " 1 , 2 - 3 ,".to_owned(),
        ..LinuxResources::default()
    };
    assert_eq!(ok(&options).resources, Some(expected));
    assert_eq!(ok(&[("memory", "")]).resources, None);
    for (key, value, why) in [
        ("memory", "0", "must be > 0"),
        ("memswap", "-2", "must be -1 (unlimited) or > 0"),
        ("cpushares", "-1", "strconv.ParseUint: parsing \"-1\": invalid syntax"),
        ("cpuperiod", "0", "must be > 0"),
        ("cpuquota", "-1", "must be > 0"),
        ("cpusetcpus", "8193", "cpuset element \"8193\" exceeds maximum 8192"),
        ("cpusetcpus", "0,a", "invalid cpuset element \"a\""),
        ("cpusetmems", "3-1", "invalid cpuset range \"3-1\""),
        ("cpusetmems", "0-8193", "cpuset range \"0-8193\" exceeds maximum 8192"),
    ] {
        let text = format!("failed to parse resource limits: invalid {key} value: {value}: {why}");
        assert_eq!(error(&[(key, value)]), text);
    }
}

#[test]
fn stages_are_named_in_any_case() {
    let options = ok(&[("no-cache", "Base,test")]);
    assert!(options.no_cache.includes("BASE") && !options.no_cache.includes("bas"));
    assert!(ok(&[("no-cache", "")]).no_cache.includes("x"));
    assert!(!ok(&[]).no_cache.includes("x"));
}

#[test]
fn caches_are_a_list() {
    let json = r#"[{"type":"inline","ATTRS":{"ref":"a","x":null},"y":[]}, null]"#;
    let imports = ok(&[("cache-imports", json), ("cache-from", "b,c")]).cache_imports;
    let kinds: Vec<_> =
        imports.iter().map(|i| (i.kind.as_str(), i.attrs["ref"].as_str())).collect();
    assert_eq!(kinds, [("inline", "a"), ("registry", "b"), ("registry", "c")]);
    for (text, why) in [
        ("[", "unexpected end of JSON input"),
        (
            "{}",
            "json: cannot unmarshal object into Go value of type []*moby_buildkit_v1.CacheOptionsEntry",
        ),
        (
            "[1]",
            "json: cannot unmarshal number into Go value of type moby_buildkit_v1.CacheOptionsEntry",
        ),
        (
            "[{\"Type\":true}]",
            "json: cannot unmarshal bool into Go struct field CacheOptionsEntry.Type of type string",
        ),
        (
            "[{\"Attrs\":[]}]",
            "json: cannot unmarshal array into Go struct field CacheOptionsEntry.Attrs of type map[string]string",
        ),
        (
            "[{\"Attrs\":{\"a\":2}}]",
            "json: cannot unmarshal number into Go struct field CacheOptionsEntry.Attrs of type string",
        ),
    ] {
        let text = (text, format!("failed to unmarshal cache-imports ({text:?}): {why}"));
        assert_eq!(error(&[("cache-imports", text.0)]), text.1);
    }
}

#[test]
fn a_list_of_contents_is_made_by_an_image() {
    let sbom = ok(&[("attest:SBOM", "type=sbom,generator=a/b,x")]).sbom.expect("sbom");
    assert_eq!(sbom.generator, "docker.io/a/b:latest");
    let parameters = [("type", "sbom"), ("x", "")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(sbom.parameters, BTreeMap::from(parameters));
    let sbom = ok(&[("build-arg:BUILDKIT_ATTEST_SBOM", "")]).sbom.expect("sbom");
    assert_eq!(sbom.generator, "docker.io/docker/buildkit-syft-scanner:stable-1");
    assert_eq!(ok(&[("attest:provenance", "mode=max")]).sbom, None);
    assert_eq!(error(&[("attest:X", "")]), "unknown attestation type \"x\"");
    assert_eq!(
        error(&[("attest:sbom", "generator=Foo")]),
        "failed to parse sbom scanner Foo: invalid reference format: repository name (library/Foo) must be \
         lowercase"
    );
}

#[test]
fn the_context_may_have_another_name() {
    let context = ok(&[
        ("contextkey", "remote"),
        ("remote", "https://h/x.git"),
        ("context", "local"),
        ("contextsubdir", "sub"),
        ("dockerfilekey", "dockerfile"),
        ("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR", "1"),
    ])
    .context;
    let expected = ContextOptions {
        url: "https://h/x.git".to_owned(),
        subdir: Some("sub".to_owned()),
        dockerfile: Some("dockerfile".to_owned()),
        keep_git_dir: true,
    };
    assert_eq!(context, expected);
    assert!(!ok(&[("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR", "yes")]).context.keep_git_dir);
}

#[test]
fn folders_have_sessions() {
    let options = ok(&[("local-sessionid:context", "s2")]);
    assert_eq!((options.session_of("context"), options.session_of("dockerfile")), ("s2", "s1"));
}

#[test]
fn prefixes_make_maps() {
    let options = ok(&[
        ("context:a::linux/arm64", "local:b"),
        ("input-metadata:c", "{}"),
        ("sharedkey:localdir:d", "e"),
        ("label:f", "g"),
        ("build-arg:SOURCE_DATE_EPOCH", "0"),
        ("build-arg:BUILDKIT_SANDBOX_HOSTNAME", "h"),
    ]);
    assert_eq!(options.named_contexts["a::linux/arm64"], "local:b");
    assert_eq!(options.input_metadata["c"], "{}");
    assert_eq!(options.shared_keys["d"], "e");
    assert_eq!(options.labels["f"], "g");
    assert_eq!((options.hostname.as_str(), options.all["hostname"].as_str()), ("h", "h"));
    assert!(options.has_epoch());
}

#[test]
fn an_unknown_capability_may_be_known_to_another_frontend() {
    let check = |list: &str| {
        let cap = ok(&[("frontend.caps", list)]).unsupported_cap?;
        Some(format!("{} {}", cap.name, cap.may_forward))
    };
    assert_eq!(check(""), None);
    assert_eq!(
        check("moby.buildkit.frontend.contexts+forward,moby.buildkit.frontend.inputs"),
        None
    );
    assert_eq!(check("a,b+forward").as_deref(), Some("a false"));
    assert_eq!(check("a+forward,b").as_deref(), Some("b false"));
    assert_eq!(check("a+forward,b+forward").as_deref(), Some("b true"));
    assert_eq!(check("contexts,").as_deref(), Some("contexts false"));
}

#[test]
fn the_first_wrong_option_is_the_error() {
    let all = [
        ("platform", "failed to parse target platform"),
        ("image-resolve-mode", "invalid image-resolve-mode"),
        ("add-hosts", "failed to parse additional hosts"),
        ("shm-size", "failed to parse shm size"),
        ("ulimit", "failed to parse ulimit"),
        ("memory", "failed to parse resource limits"),
        ("force-network-mode", "invalid netmode"),
        ("multi-platform", "invalid boolean value"),
        ("cache-imports", "failed to unmarshal cache-imports"),
        ("attest:x", "unknown attestation type"),
    ];
    for (first, (_, text)) in all.iter().enumerate() {
        let wrong: Vec<_> = all[first..].iter().map(|(key, _)| (*key, "?")).collect();
        assert!(error(&wrong).starts_with(text), "{text}");
    }
}
