# shellcheck shell=bash
# Builds that a document describes: JSON and CUE, steps and Dockerfiles.

# described EXAMPLE: the files of an example.
described() { cp -r "$ROOT/examples/spec/$1/." .; }

# spec DOCUMENT TARGET ARGS...: builds a target of a document.
spec() {
    local document=$1 target=$2
    shift 2
    docker_buildx build --progress plain -f "$document" ${target:+--target "$target"} "$@" . 2>&1
}

# python_image: what stands in for python, with programs of its names.
python_image() {
    cat >python.Dockerfile <<'dockerfile'
FROM busybox
COPY --chmod=755 <<'pip' /bin/pip
#!/bin/sh
cp "$3" /installed
pip
COPY --chmod=755 <<'python' /bin/python
#!/bin/sh
exec sh "$@"
python
ENV PYTHON_VERSION=3.9
dockerfile
    buildctl_build dockerfile.v0 --opt filename=python.Dockerfile \
        --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --output "type=image,name=$REGISTRY/library/python:3.9,push=true"
}

# commands TAR: how the image was made.
commands() { config "$1" | jq -r '.history[].created_by'; }

test_seeds() {
    described python
    python_image
    local document target out
    for document in build.json build.cue; do
        for target in native dockerfile file; do
            out=$document.$target
            spec "$document" "$target" --output "type=oci,dest=$out.tar"
            same "the program of $out" "hello from /app/app.py" "$(run_image "$out.tar")"
            unpack "$out.tar" "$out"
            same "what was installed" left-pad "$(cat "$out/installed")"
            same "the variable" PYTHON_VERSION=3.9 "$(config "$out.tar" | jq -r '.config.Env[-1]')"
            diff -r --no-dereference build.json.native "$out"
        done
        has <(commands "$document.native.tar") 'RUN pip install -r /app/requirements.txt # buildkit'
        same "the command" '["python","/app/app.py"]' \
            "$(config "$document.native.tar" | jq -c .config.Cmd)"
        same "the command" '["/bin/sh","-c","python /app/app.py"]' \
            "$(config "$document.file.tar" | jq -c .config.Cmd)"
    done
}

test_json_mixed() {
    described python
    python_image
    spec build.json both --output type=oci,dest=out.tar | tee log
    has log '\[both 2/3\] COPY /app/app.py /app/other.py'
    has log '\[native 3/3\] RUN pip install'
    unpack out.tar out
    same "the files" "app.py note other.py requirements.txt" \
        "$(find out/app -type f -printf '%f\n' | sort | xargs)"
    same "the note" mixed "$(cat out/app/note)"
    spec build.json on-target --output type=oci,dest=out.tar | tee log
    unpack out.tar on
    cmp on/app/app.py on/app/copied.py
    same "the command of the target" '["python","/app/app.py"]' "$(config out.tar | jq -c .config.Cmd)"
}

test_stages() {
    described go
    spec build.json "" --output type=oci,dest=out.tar,annotation.a=b | tee log
    has log '\[test [0-9]/[0-9]\] RUN /bin/sh -c go vet'
    same "the program" "built for linux/$(go env GOARCH)" "$(run_image out.tar)"
    same "the label" app \
        "$(config out.tar | jq -r '.config.Labels["org.opencontainers.image.title"]')"
    same "the annotation" app \
        "$(manifest out.tar | jq -r '.annotations["org.opencontainers.image.title"]')"
    local document
    for document in build.json build.cue; do
        docker_buildx build --progress rawjson -f "$document" --output type=oci,dest=again.tar . \
            2>trace
        same "what ran again" "" "$(uncached trace)"
        same "the image" "$(config out.tar)" "$(config again.tar)"
    done
}

test_json_no_cache() {
    cat >build.json <<json
{
  "syntax": "$FRONTEND_NAME", "version": 1,
  "targets": {
    "base": {"from": {"image": "busybox"}, "steps": [{"run": "echo base >/base"}]},
    "app": {"from": {"target": "base"}, "steps": [{"run": "echo app >/app"}, {"rm": "/base"}]}
  }
}
json
    local base='[base 2/2] RUN /bin/sh -c echo base >/base' app='[app 2/3] RUN /bin/sh -c echo app >/app'
    spec build.json app --output type=cacheonly
    docker_buildx build --progress rawjson -f build.json --no-cache --output type=cacheonly . 2>trace
    same "all steps" "$(sort <<<"$base"$'\n'"$app"$'\n[app 3/3] RM /base')" "$(uncached trace)"
    docker_buildx build --progress rawjson -f build.json --no-cache-filter base \
        --output type=cacheonly . 2>trace
    uncached trace >steps
    grep -qxF "$base" steps
    docker_buildx build --progress rawjson -f build.json --output type=cacheonly . 2>trace
    same "no step" "" "$(uncached trace)"
}

test_json_name() {
    described go
    buildctl_build dockerfile.v0 --opt filename=build.json --opt target=app \
        --output "type=image,name=*" --metadata-file meta.json
    has meta.json '"image.name": "example/app'
}

test_json_errors() {
    described python
    sed -i 's/"dest": "\/app"/"dset": "\/app"/' build.json
    if spec build.json native >log; then cat log && return 1; fi
    has log 'targets.native.steps\[0\]: there is no field "dset" \(did you mean "dest"\?\)'
    has log "^build.json:$(sed -n /dset/= build.json | head -n 1)"
    described python
    if spec build.json natve >log; then cat log && return 1; fi
    has log 'there is no target "natve" \(did you mean "native"\?\)'
    if spec build.json dockerfile --build-context python:3.9=docker-image://nowhere.invalid/x >log
    then cat log && return 1; fi
    has log '^build.json:8'
}

test_cue_template() {
    described versions
    local version
    for version in 8.0 5.7; do
        printf 'FROM busybox\nENV MYSQL_MAJOR=%s\nENTRYPOINT ["echo", "mysqld"]\n' "$version" |
            stand_in "mysql:$version"
    done
    spec build.cue mysql-5.7 --build-arg REGISTRY="$REGISTRY" --output type=oci,dest=out.tar
    same "the version" MYSQL_MAJOR=5.7 "$(config out.tar | jq -r '.config.Env[-1]')"
    same "the program" "mysqld --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci" \
        "$(run_image out.tar)"
    buildctl_build dockerfile.v0 --opt filename=build.cue --opt target=mysql-8.0 \
        --opt build-arg:REGISTRY="$REGISTRY" --output "type=image,name=*" --metadata-file meta.json
    has meta.json "\"image.name\": \"$REGISTRY/mysql:8.0"
    spec build.json mysql-5.7 --output type=oci,dest=json.tar
    same "the image in JSON" "$(config out.tar)" "$(config json.tar)"
}

test_cue_imports() {
    mkdir -p cue.mod part
    printf 'module: "example.org/app"\nlanguage: version: "v0.12.0"\n' >cue.mod/module.cue
    printf 'package part\n#App: {from: image: "busybox", steps: [{write: "/text", text: who}], who: "a", ...}\n' \
        >part/part.cue
    printf '%s\n' "// syntax=$FRONTEND_NAME" 'package build' 'import "example.org/app/part"' \
        'version: 1' '_text: part.#App.steps' \
        'targets: app: {from: image: "busybox", steps: _text}' >build.cue
    spec build.cue app --output type=oci,dest=out.tar
    unpack out.tar out
    same "the text" a "$(cat out/text)"
}

test_calls() {
    described python
    docker_buildx build --progress quiet -f build.json --call targets . >answer 2>&1
    has answer '^native \(default\) +the same in steps$'
}

test_platforms() {
    cat >build.cue <<cue
// syntax=$FRONTEND_NAME
args: TARGETARCH: string
version: 1
targets: app: steps: [{write: "/arch", text: args.TARGETARCH}]
cue
    spec build.cue app --platform linux/amd64,linux/arm64 --output type=oci,dest=out.tar
    each_platform out.tar file arch
}
