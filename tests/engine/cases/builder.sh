# shellcheck shell=bash
# The builder of the library: examples/multistage.rs and examples/custom_frontend.rs.

# example NAME ARGS...: runs an example of the library.
example() {
    cargo run --quiet --locked --manifest-path "$ROOT/Cargo.toml" --example "$1" -- "${@:2}"
}

# made TAR: the configuration and the record, but for times.
made() { config "$1" | jq -c '[.config, [.history[] | del(.created)]]'; }

test_multistage() {
    local name configs=()
    for name in golang alpine; do
        docker_buildx imagetools inspect --format '{{json .Image}}' "$REGISTRY/library/$name" \
            >"$name.json"
        configs+=("$name=$name.json")
    done
    cp -r "$ROOT/examples/spec/page" src
    example multistage --output "${configs[@]}" | sed "s,localhost:5000,$REGISTRY," >output
    example multistage "${configs[@]}" |
        buildctl build --progress plain --local context=src --output "$(cat output)"
    pulled "$REGISTRY/multistage" ours.tar
    same "the program" "built for linux/$(go env GOARCH)" "$(run_image ours.tar)"

    unpack ours.tar ours
    for name in json cue; do
        docker_buildx build --progress plain -f "src/build.$name" --output type=oci,dest=spec.tar src
        same "the image in $name" "$(made spec.tar)" "$(made ours.tar)"
        unpack spec.tar "$name"
        diff -r --no-dereference ours "$name"
    done
}

test_multistage_without_configurations() {
    cp -r "$ROOT/examples/spec/page" src
    example multistage --output >output
    has output '^type=image,push=true,name=localhost:5000/multistage,"containerimage.config='
    # The daemon's own PATH finds what is in /usr/local/bin and /bin only.
    if example multistage | buildctl build --progress plain --local context=src >log 2>&1; then
        cat log && return 1
    fi
    has log 'exec: "go": executable file not found'
}

# custom_frontend: an image with the example in it; on this machine it needs the libraries of this
# machine.
custom_frontend() {
    local binary library
    [[ $(uname) == Linux ]] || skip "programs for Linux are made on Linux here"
    cargo build --quiet --locked --manifest-path "$ROOT/Cargo.toml" --example custom_frontend
    binary=${CARGO_TARGET_DIR:-$ROOT/target}/debug/examples/custom_frontend
    mkdir -p image
    cp "$binary" image/frontend
    ldd "$binary" | grep -o '/[^ ]*' | while read -r library; do
        cp --parents -L "$library" image
    done
    printf '%s\n' 'FROM scratch' 'COPY . /' 'ENTRYPOINT ["/frontend"]' \
        'LABEL moby.buildkit.frontend.caps=moby.buildkit.frontend.inputs,moby.buildkit.frontend.contexts' \
        >image.Dockerfile
    buildctl build --progress plain --frontend dockerfile.v0 --local context=image \
        --local dockerfile=. --opt filename=image.Dockerfile \
        --output "type=image,name=$REGISTRY/example/requirements,push=true"
}

# requirements LINE...: a project that needs something.
requirements() {
    cat >python.Dockerfile <<'dockerfile'
FROM busybox
COPY --chmod=755 <<'pip' /bin/pip
#!/bin/sh
echo "$2" >>/installed
pip
COPY --chmod=755 <<'python' /bin/python
#!/bin/sh
exec sh "$@"
python
dockerfile
    buildctl_build dockerfile.v0 --opt filename=python.Dockerfile \
        --output "type=image,name=$REGISTRY/library/python:3,push=true"
    mkdir -p project
    echo 'echo "hello, $(cat /installed | xargs)"' >project/main.py
    printf '%s\n' "# syntax=$REGISTRY/example/requirements" "$@" >project/requirements.txt
}

test_custom_frontend() {
    local arch
    custom_frontend
    requirements "left-pad==1.0 # a comment" "" "right-pad"
    docker_buildx build --progress plain -f project/requirements.txt \
        --output type=oci,dest=out.tar project 2>&1 | tee log
    has log 'RUN pip install left-pad==1.0'
    same "the program" "hello, left-pad==1.0 right-pad" "$(run_image out.tar)"
    docker_buildx build --progress rawjson -f project/requirements.txt \
        --output type=oci,dest=again.tar project 2>trace
    same "what ran again" "" "$(uncached trace | grep -v '^FROM ' || true)"
    same "the image" "$(config out.tar)" "$(config again.tar)"

    requirements
    docker_buildx build --progress plain -f project/requirements.txt \
        --platform linux/amd64,linux/arm64 --build-arg MAIN=other.py \
        --build-context python:3=docker-image://busybox --output type=oci,dest=both.tar project 2>&1
    for arch in amd64 arm64; do
        same "the architecture" "$arch" "$(config both.tar "linux/$arch" | jq -r .architecture)"
        same "the command" '["python","other.py"]' \
            "$(config both.tar "linux/$arch" | jq -c .config.Cmd)"
    done
}

test_custom_frontend_errors() {
    custom_frontend
    requirements "left-pad" "--index-url https://example.org"
    if docker_buildx build --progress plain -f project/requirements.txt project >log 2>&1; then
        cat log && return 1
    fi
    has log 'requirements: no flags: --index-url https://example.org'
    has log '^requirements.txt:3'
}
