# shellcheck shell=bash
# The frontend image of this checkout, made by the Dockerfile at its root.
#
# On a bare machine no rust image is at hand: cargo builds the binary here and takes the place of
# the Dockerfile's stage `build`. FRONTEND_BINARY names a binary to take instead.

# frontend BUILDCTL-ARGS...: builds the frontend image with the daemon's own frontend.
frontend() {
    buildctl --addr "$BUILDKIT_HOST" build --progress plain --frontend dockerfile.v0 \
        --local context="$ROOT" --local dockerfile="$ROOT" --opt build-arg:SOURCE_DATE_EPOCH=0 \
        "${BUILD_STAGE[@]}" "$@"
}

# frontend_binary DIR: sets BUILD_STAGE, what replaces the stage `build`; the binary goes to DIR.
frontend_binary() {
    local binary=${FRONTEND_BINARY:-}
    BUILD_STAGE=()
    if [[ -z $binary ]]; then
        [[ $ENGINE_KIND == native ]] || return 0
        binary=$(static_binary)
    fi
    mkdir -p "$1"
    cp "$binary" "$1/bowsprit"
    BUILD_STAGE=(--local build="$1" --opt context:build=local:build)
}

# static_binary: builds the release binary for this machine and prints its path.
static_binary() {
    local target=${CARGO_TARGET_DIR:-$ROOT/target}
    CARGO_TARGET_DIR=$target "$ROOT/frontend/static" || die "cargo failed"
}

# push_frontend STATE: the image of this checkout, under the name users write.
push_frontend() {
    frontend_binary "$1/frontend"
    frontend --metadata-file "$1/frontend.json" --output \
        "type=image,name=$REGISTRY/$FRONTEND_NAME,push=true,rewrite-timestamp=true" \
        >"$1/frontend.log" 2>&1 || die_of "$1/frontend.log" "no frontend image"
}

# image_size OCI-TAR: bytes a client pulls: manifest, config and layers, compressed.
image_size() {
    local manifest blob
    manifest=$(tar -xOf "$1" index.json | jq -r '.manifests[0].digest')
    blob=blobs/sha256/${manifest#sha256:}
    tar -xOf "$1" "$blob" | jq --argjson manifest "$(tar -xOf "$1" "$blob" | wc -c)" \
        '$manifest + .config.size + ([.layers[].size] | add)'
}
