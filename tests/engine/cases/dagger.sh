# shellcheck shell=bash
# Builds that a Dagger plan describes: the shapes of `examples/dagger`, and what plans do beside that.

EXAMPLES=$ENGINE/../../examples/dagger
PINNED=alpine:3.15.0@sha256:21a3deaa0d32a8057914f36584b5288d2e5ecc984380bc0118285c70fa8c9300

# plan TARGET ARGS...: builds an action of `dagger.cue`.
plan() {
    local target=$1
    shift
    docker_buildx build --progress plain -f dagger.cue --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        ${target:+--target "$target"} "$@" . 2>&1
}

# planned TARGET ARGS...: the same, with a trace of what was done.
planned() {
    local target=$1
    shift
    docker_buildx build --progress rawjson -f dagger.cue \
        --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" --target "$target" "$@" . 2>trace
}

# refused TARGET ARGS...: a build that has to fail; what it says is in `log`.
refused() { if plan "$@" >log; then cat log && return 1; fi; }

# example NAME: the files of an example.
example() { cp -r "$EXAMPLES/$1/." .; }

# header PACKAGE...: the beginning of a plan.
header() {
    printf 'package main\n\nimport (\n'
    printf '\t"%s"\n' "$@"
    printf ')\n\n'
}

# base NAME: pushes what a Dockerfile on standard input comes to.
base() {
    mkdir -p "$STATE/base" && cat >"$STATE/base/Dockerfile"
    buildctl build --progress plain --frontend dockerfile.v0 --local context="$STATE/base" \
        --local dockerfile="$STATE/base" --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --opt build-arg:SOURCE_DATE_EPOCH=0 \
        --output "type=image,\"name=$REGISTRY/library/$1\",push=true,rewrite-timestamp=true"
}

# alpine TAG: what stands in for alpine, with a package manager that notes what is added.
alpine() {
    base "alpine:$1" <<dockerfile
FROM busybox
RUN echo $1 >/etc/alpine-release
COPY --chmod=755 <<'apk' /sbin/apk
#!/bin/sh
echo "\$@" >>/etc/added
apk
CMD ["/bin/sh"]
dockerfile
}

# golang: what stands in for golang:1.18-alpine.
golang() {
    base golang:1.18-alpine <<'dockerfile'
FROM golang
COPY --chmod=755 <<'apk' /bin/apk
#!/bin/sh
echo "$@" >>/etc/added
apk
dockerfile
}

test_dockerfile() {
    example dockerfile
    alpine 3.20
    plan inline --output type=oci,dest=out.tar
    same "what it says" "hello from a Dockerfile" "$(run_image out.tar)"
    same "the command" '["/bin/sh","-c","sh /app/greet.sh"]' "$(config out.tar | jq -c .config.Cmd)"
    plan file --output type=oci,dest=file.tar
    unpack file.tar file
    same "the argument" file "$(cat file/name)"
    same "the label" "from a file" "$(config file.tar | jq -r .config.Labels.built)"
    same "what it says" "hello from a Dockerfile" "$(run_image file.tar)"
}

test_steps() {
    example steps
    alpine 3.20
    plan build --output type=oci,dest=out.tar | tee log
    has log '\[build\] Exec \["sh", "-c", "echo built > /app/state"\]'
    same "what it says" "hello, built" "$(run_image out.tar)"
    same "the command" '["sh","/app/greet.sh"]' "$(config out.tar | jq -c .config.Cmd)"
    planned build --output type=oci,dest=again.tar
    same "what ran again" "" "$(uncached trace)"
    same "the image" "$(config out.tar)" "$(config again.tar)"
    planned "" --output type=oci,dest=again.tar
    same "the image of no action" "$(config out.tar)" "$(config again.tar)"
    planned build --no-cache
    has <(uncached trace) 'Exec'
}

test_versions() {
    example versions
    alpine 3.20
    alpine 3.19
    local target
    for target in versions/3.20/build "versions 3.20 build" versions.3.20.build \
        'versions."3.20".build'; do
        plan "$target" --output type=oci,dest=out.tar
        same "the version of $target" 3.20 "$(run_image out.tar)"
    done
    plan versions --build-arg REGISTRY="$REGISTRY" | tee log
    has log 'library/alpine:3.19'
    buildctl_build dockerfile.v0 --opt filename=dagger.cue --opt target=versions/3.19/push \
        --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" --opt build-arg:REGISTRY="$REGISTRY" \
        --output "type=image,name=*,push=true" --metadata-file meta.json
    has meta.json "\"image.name\": \"$REGISTRY/alpine:3.19"
}

test_multistage() {
    example multistage
    alpine 3.20
    golang
    local given=(--build-context "$PINNED=docker-image://docker.io/library/alpine:3.20")
    plan run "${given[@]}" --output type=oci,dest=out.tar | tee log
    same "what it says" "Hello, 世界" "$(run_image out.tar)"
    unpack out.tar out
    same "what was added" "-U --no-cache add ca-certificates" "$(cat out/etc/added)"
    same "the command" '["/opt/hello"]' "$(config out.tar | jq -c .config.Cmd)"
    plan build "${given[@]}" --output files
    same "the program" "Hello, 世界" "$(files/hello)"
    planned run "${given[@]}" --output type=oci,dest=again.tar
    same "what ran again" "" "$(uncached trace | grep -v '^\[context')"
    same "the image" "$(config out.tar)" "$(config again.tar)"
}

test_mixed() {
    example mixed
    alpine 3.20
    plan build --output type=oci,dest=out.tar
    same "what it says" "hello from both" "$(run_image out.tar)"
    unpack out.tar out
    same "the base" base "$(cat out/base)"
    plan test | tee log
    has log 'sh greet.sh > /out'
    sed -i 's/hello from both/hello from nobody/' dagger.cue
    refused test
    has log 'conflicting values "hello from (both|nobody)\\n" and "hello from (both|nobody)\\n"'
    has log '^ *dagger.cue:35'
    has log '^ *dagger.cue:41'
}

test_platforms() {
    cat >dagger.cue <<cue
$(header dagger.io/dagger universe.dagger.io/docker dagger.io/dagger/core)
dagger.#Plan & {
	actions: build: docker.#Build & {
		steps: [
			docker.#Pull & {source: "here"},
			{
				input: docker.#Image
				output: {
					config: input.config
					rootfs: _write.output
				}
				_write: core.#WriteFile & {"input": input.rootfs, path: "/text", contents: "text"}
			},
			docker.#Set & {config: cmd: ["/program"]},
		]
	}
}
cue
    printf 'FROM scratch\nARG TARGETARCH\nCOPY %s /program\n' '$TARGETARCH' >Dockerfile
    echo amd64 >amd64
    echo arm64 >arm64
    docker_buildx build --platform linux/amd64,linux/arm64 --output "type=image,name=$REGISTRY/here,push=true" \
        --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" .
    plan build --platform linux/amd64,linux/arm64 --output type=oci,dest=out.tar \
        --build-context "here=docker-image://$REGISTRY/here"
    each_platform out.tar program program
}

test_nested() {
    alpine 3.20
    local depth step='docker.#Pull & {source: "alpine:3.20"}'
    for depth in 1 2 3 4 5 6; do
        step="docker.#Build & {steps: [$step, docker.#Run & {command: {name: \"sh\", args: [\"-c\", \"echo $depth >>/depth\"]}}]}"
    done
    cat >dagger.cue <<cue
$(header dagger.io/dagger universe.dagger.io/docker)
dagger.#Plan & {actions: build: $step}
cue
    plan build --output type=oci,dest=out.tar
    unpack out.tar out
    same "the steps" "1 2 3 4 5 6" "$(xargs <out/depth)"
}

test_digests() {
    example steps
    alpine 3.20
    local time
    for time in 1 2; do
        plan build --no-cache --build-arg SOURCE_DATE_EPOCH=0 \
            --output "type=oci,dest=$time.tar,rewrite-timestamp=true"
    done
    same "the image" "$(manifest 1.tar)" "$(manifest 2.tar)"
}

test_calls() {
    example versions
    docker_buildx build --progress quiet -f dagger.cue --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --call targets . >answer 2>&1
    has answer '^versions +All versions.$'
    has answer '^versions/3.20/build +One version.$'
    has answer '^versions/3.19/push +One version, in the registry.$'
}

test_inputs() {
    alpine 3.20
    mkdir ../outside && echo outside >../outside/file
    echo inside >text && echo hidden >secret
    cat >dagger.cue <<cue
$(header dagger.io/dagger universe.dagger.io/docker)
dagger.#Plan & {
	client: {
		filesystem: {
			"../outside": read: contents: dagger.#FS
			"./text": read: contents:     string
			"./secret": read: contents:   dagger.#Secret
		}
		env: {
			WHO:   string
			TOKEN: dagger.#Secret
			MAYBE: *"default" | string
		}
	}
	actions: build: {
		suffix: string | *"none"
		_pull:  docker.#Pull & {source: "alpine:3.20"}
		_run: docker.#Run & {
			input: _pull.output
			env: {
				WHO:    client.env.WHO
				MAYBE:  client.env.MAYBE
				TOKEN:  client.env.TOKEN
				TEXT:   client.filesystem."./text".read.contents
				SUFFIX: suffix
			}
			mounts: {
				outside: {dest: "/outside", contents: client.filesystem."../outside".read.contents}
				secret: {dest: "/secret", contents: client.filesystem."./secret".read.contents}
			}
			command: {
				name: "sh"
				args: ["-c", "echo \$WHO \$MAYBE \$TOKEN \$TEXT \$SUFFIX \$(cat /outside/file /secret) >/all"]
			}
		}
		output: _run.output
	}
}
cue
    local given=(--build-context outside=../outside --secret id=secret,src=secret
        --secret id=TOKEN,env=TOKEN --build-arg actions.build.suffix=end)
    export TOKEN=token
    plan build "${given[@]}" --build-arg WHO=me --output type=oci,dest=out.tar
    unpack out.tar out
    same "all of it" "me default token inside end outside hidden" "$(cat out/all)"
    refused build "${given[@]}"
    has log 'environment variable "WHO" not set: pass it with --build-arg WHO=VALUE'
    has log '^ *dagger.cue:1[56]'
    refused build --secret id=secret,src=secret --secret id=TOKEN,env=TOKEN --build-arg WHO=me
    has log 'pass it with --build-context outside=PATH'
}

test_order() {
    alpine 3.20
    cat >dagger.cue <<cue
$(header dagger.io/dagger/core dagger.io/dagger universe.dagger.io/docker)
dagger.#Plan & {
	actions: test: {
		_pull:  docker.#Pull & {source: "alpine:3.20"}
		_cache: core.#CacheDir & {id: "order-$RANDOM$RANDOM", concurrency: "locked"}
		#Sh: docker.#Run & {
			input: _pull.output
			mounts: cache: {dest: "/cache", contents: _cache}
			command: name: "sh"
		}
		first:  #Sh & {command: args: ["-c", "sleep 2; echo first >/cache/first"]}
		second: #Sh & {
			env: AFTER: "\(first.success)"
			command: args: ["-c", "cp /cache/first /first"]
			export: files: "/first": "first\n"
		}
	}
}
cue
    plan test
}

test_warnings() {
    example dockerfile
    alpine 3.20
    sed -i 's/^CMD .*/cmd sh/' src/Dockerfile
    plan file | tee log
    has log 'JSONArgsRecommended'
    cat >>dagger.cue <<'cue'
dagger.#Plan & {
	client: filesystem: "./out": write: contents: actions.inline.output.rootfs
	actions: _
}
cue
    plan inline | tee log
    has log '\./out.*nothing is written to the client'
}

test_errors() {
    example steps
    alpine 3.20
    sed -i 's/"alpine:3.20"/tag/; s/^dagger/_x: string\n&/; s/tag}/"\\(_x)"}/' dagger.cue
    refused build
    has log 'actions|_x'
    example multistage
    refused biuld
    has log 'action not found: biuld \(did you mean "build"\?\)'
    refused ""
    example versions
    refused ""
    has log 'choose an action with --target: versions/3.20/build, versions/3.20/push'
}

# passes TARGET...: builds each action that has to pass.
passes() {
    local target
    for target; do plan "$target" --secret id=secret.txt,src=secret.txt >log || {
        cat log
        echo "$target failed"
        return 1
    }; done
}

# fails TARGET PATTERN: builds an action that has to fail, and looks at why.
fails() {
    refused "$1" --secret id=secret.txt,src=secret.txt || return
    has log "$2"
}

test_tasks() {
    cp -r "$ENGINE/projects/plans/." .
    alpine 3.20
    passes exec/{args,env,envSecret,hosts,user,workdir,mounts} copy/{file,folder,include,pattern} \
        mkdir/verify writefile/{verify,mode,relative} scratch subdir/verify rm/verify merge diff source/{verify,some} \
        dockerfile/{inline,path,platform} machine/{string,only,env,option,platform} pull
}

test_packages() {
    cp -r "$ENGINE/projects/plans/." .
    alpine 3.20
    passes image/{workdir,exports,flags,set}
}

test_failures() {
    cp -r "$ENGINE/projects/plans/." .
    alpine 3.20
    fails exec/failing 'exit code: 3'
    fails hidden 'exit code: 4'
    fails copy/failing 'conflicting values "text" and "other"'
    fails mkdir/failing '/a/b/c'
    fails copy/nothing '/\*\.none not found'
    fails writefile/lost '/no/folder: no such file or directory'
    fails writefile/failing 'conflicting values "1,2,3" and "1,2,4"'
    fails subdir/failing 'directorynotfound.*(not found|no such file)'
    fails rm/failing 'not/there'
    fails source/failing 'actions.source.failing: path "source/\.\./\.\." is not relative'
    fails dockerfile/failing 'lstat /nothing: no such file'
    fails machine/conflict 'conflicting values "some\\n" and "other"'
    fails machine/missing 'missing.txt.*no such file'
    fails unset '"actions.unset.contents" is not set'
    fails required '"actions.required.text" is not set'
    fails undefined 'actions.undefined.input: undefined field: nonexistent'
    fails unknown 'unknown type "Unknown"'
}

test_files_of_a_package() {
    cat >dagger.cue <<cue
$(header universe.dagger.io/docker dagger.io/dagger)
dagger.#Plan & {actions: build: #Base & {steps: [docker.#Pull & {source: name}]}}
cue
    printf 'package main\n\nname: "alpine:3.20"\n' >name.cue
    cat >base.cue <<cue
$(header universe.dagger.io/docker)
#Base: docker.#Build
cue
    alpine 3.20
    plan build --build-arg DAGGER_PLAN=. --output type=oci,dest=out.tar
    unpack out.tar out
    same "the release" 3.20 "$(cat out/etc/alpine-release)"
    refused build
    has log 'reference "(#Base|name)" not found'
}

# vendor: copies of the packages, where `dagger project update` put them.
vendor() {
    local packages=$ROOT/src/dagger/packages pkg=cue.mod/pkg dir
    mkdir -p "$pkg/dagger.io" "$pkg/universe.dagger.io/docker"
    printf 'module: ""\n' >cue.mod/module.cue
    cp -r "$packages/dagger" "$pkg/dagger.io/dagger"
    cp -r "$packages/core" "$pkg/dagger.io/dagger/core"
    cp -r "$packages/docker" "$pkg/universe.dagger.io"
    cp -r "$packages/cli" "$pkg/universe.dagger.io/docker"
}

test_vendored() {
    example steps
    alpine 3.20
    refused build --build-arg DAGGER_VENDORED=true
    has log 'copies in cue.mod/pkg were asked for, and there is none of dagger.io/dagger$'
    has log '^ *dagger.cue:'
    vendor
    sed -i 's/config: _set.output/& \& {label: copy: "used"}/' \
        cue.mod/pkg/universe.dagger.io/docker/set.cue
    plan build --output type=oci,dest=out.tar
    same "the label" null "$(config out.tar | jq -r .config.Labels)"
    plan build --build-arg DAGGER_VENDORED=true --output type=oci,dest=out.tar
    same "the label" used "$(config out.tar | jq -r .config.Labels.copy)"
    bowsprit bake --vendored --syntax "$FRONTEND_NAME" dagger.cue build >bake.json
    docker_buildx bake --progress plain -f bake.json --set '*.output=type=oci,dest=baked.tar' \
        --allow fs.write=. 2>&1
    same "the image" "$(config out.tar)" "$(config baked.tar)"
}

test_packages_of_the_user() {
    alpine 3.20
    mkdir -p cue.mod/{pkg,usr}/universe.dagger.io/alpha/greet cue.mod/usr/universe.dagger.io/docker
    printf 'module: ""\n' >cue.mod/module.cue
    cat >cue.mod/pkg/universe.dagger.io/alpha/greet/greet.cue <<cue
package greet

import "universe.dagger.io/docker"

#Image: docker.#Build & {
	steps: [docker.#Pull & {source: "alpine:3.20"}, docker.#Set & {config: cmd: ["echo", word]}]
}
cue
    printf 'package greet\n\nword: "hello"\n' >cue.mod/usr/universe.dagger.io/alpha/greet/word.cue
    printf 'package docker\n\n#Set: config: label: more: "added"\n' \
        >cue.mod/usr/universe.dagger.io/docker/set.cue
    cat >dagger.cue <<cue
$(header dagger.io/dagger universe.dagger.io/alpha/greet)
dagger.#Plan & {actions: build: greet.#Image}
cue
    plan build --output type=oci,dest=out.tar
    same "what it says" hello "$(run_image out.tar)"
    same "the label" added "$(config out.tar | jq -r .config.Labels.more)"
}

# web_repository: a repository behind a login, on a free port.
web_repository() {
    export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
    export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
    git init -q -b main project && echo text >project/text
    git -C project add . && git -C project commit -qm text
    mkdir -p www/cgi-bin
    cat >www/cgi-bin/git <<sh
#!/bin/sh
export GIT_PROJECT_ROOT=$PWD GIT_HTTP_EXPORT_ALL=1
exec git http-backend
sh
    chmod +x www/cgi-bin/git
    printf '/cgi-bin:%s\n' x-access-token:token me:password >httpd.conf
    until port=$(shuf -i 20000-60000 -n 1) && serve_web; do :; done
}

serve_web() {
    busybox httpd -f -p "127.0.0.1:$port" -h www -c "$PWD/httpd.conf" -r login &
    web=$!
    wait_for 5 git ls-remote "http://me:password@127.0.0.1:$port/cgi-bin/git/project"
}

test_repositories() {
    [[ $ENGINE_KIND == native ]] || skip "the daemon must reach a server of this machine"
    command -v git >/dev/null || skip "no git"
    trap 'kill "$web"' EXIT
    web_repository
    cat >dagger.cue <<cue
$(header dagger.io/dagger dagger.io/dagger/core)
dagger.#Plan & {
	client: env: {
		TOKEN:  dagger.#Secret
		HEADER: dagger.#Secret
	}
	actions: {
		#Pull: core.#GitPull & {remote: "http://127.0.0.1:$port/cgi-bin/git/project", ref: "main"}
		closed: #Pull
		token: #Pull & {auth: authToken: client.env.TOKEN}
		header: #Pull & {auth: authHeader: client.env.HEADER}
		user: #Pull & {auth: {username: "me", password: client.env.TOKEN}}
	}
}
cue
    export TOKEN=token HEADER
    HEADER="basic $(printf me:password | base64)"
    refused closed --output closed
    plan header --secret id=HEADER,env=HEADER --output header
    same "what is in it" text "$(cat header/text)"
    plan token --no-cache --secret id=TOKEN,env=TOKEN --output token
    same "what is in it" text "$(cat token/text)"
    plan user --no-cache --secret id=TOKEN,env=TOKEN --output user | tee log
    same "what is in it" text "$(cat user/text)"
    has log 'actions.user.auth: the password is sent as a token.*--secret id=GIT_AUTH_HEADER'
    export TOKEN=password
    plan user --no-cache --secret id=TOKEN,env=TOKEN --secret id=GIT_AUTH_HEADER,env=HEADER --output all
    same "what is in it" text "$(cat all/text)"
}

test_sockets() {
    command -v ssh-agent >/dev/null || skip "no ssh-agent"
    alpine 3.20
    ssh-agent -D -a "$PWD/agent" >/dev/null &
    agent=$!
    trap 'kill "$agent"' EXIT
    wait_for 5 test -S agent
    cat >dagger.cue <<cue
$(header dagger.io/dagger universe.dagger.io/docker)
dagger.#Plan & {
	client: network: "unix:///run/agent": connect: dagger.#Socket
	actions: test: {
		_pull: docker.#Pull & {source: "alpine:3.20"}
		_run: docker.#Run & {
			input: _pull.output
			mounts: agent: {dest: "/inside", contents: client.network."unix:///run/agent".connect}
			command: {
				name: "sh"
				args: ["-c", "test -S /inside && echo there >/found"]
			}
		}
		output: _run.output
	}
}
cue
    refused test
    plan test --ssh run-agent="$PWD/agent" --output type=oci,dest=out.tar
    unpack out.tar out
    same "the socket" there "$(cat out/found)"
}

test_old_plans() {
    printf 'package main\n\nimport "alpha.dagger.io/os"\n\nx: os.#Container\n' >dagger.cue
    refused x
    has log 'attempting to load a dagger 0.1.0 project'
}
