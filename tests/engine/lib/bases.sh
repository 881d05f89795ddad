# shellcheck shell=bash
# Stand-in base images, built once and kept as the storage of a registry.
#
# Every engine starts from a copy of that storage; the daemon asks its registry for docker.io.

# bases STATE: fills the registry storage of STATE, building the images when a recipe changed.
bases() {
    [[ $ENGINE_KIND == native ]] || return 0
    locked bases build_bases
    cp -a --reflink=auto "$CACHE/bases/registry" "$1/registry"
}

build_bases() {
    local key log=$CACHE/bases.log
    key=$(bases_key)
    [[ $(cat "$CACHE/bases/key" 2>/dev/null) == "$key" ]] && return
    say "building the stand-in base images (once per pin)"
    # In the background, where `set -e` still counts.
    make_bases "$CACHE/run.bases" >"$log" 2>&1 &
    wait $! || die_of "$log" "no base images; all of it is in $log"
    printf '%s' "$key" >"$CACHE/bases/key"
}

bases_key() { cat "$BIN/key" "$ENGINE"/images/* "$ENGINE/lib/bases.sh" | sha256sum; }

# make_bases STATE: runs a daemon of its own; only its registry's storage stays.
make_bases() (
    engine_stop "$1"
    mkdir -p "$1/registry" "$1/busybox"
    cp "$BIN/busybox" "$1/busybox/"
    trap 'engine_stop "$1"' EXIT
    native_start "$1"
    stand_in busybox busybox:latest,busybox:1.35,alpine:latest,alpine:3.22 \
        --local context="$1/busybox"
    stand_in golang "golang:latest,golang:$(go_minor)" --local context="$ENGINE/images" \
        --local goroot="$(go -C "$ENGINE/tools" env GOROOT)" --opt context:goroot=local:goroot \
        --opt context:busybox="docker-image://$REGISTRY/library/busybox:latest"
    push "$ENGINE/images/upstream.Dockerfile" "name=$REGISTRY/$UPSTREAM_NAME" \
        --local context="$BIN"
    rm -rf "$CACHE/bases" && mkdir "$CACHE/bases"
    mv "$1/registry" "$CACHE/bases/"
)

# go_minor: 1.26 for go1.26.8.
go_minor() { go -C "$ENGINE/tools" env GOVERSION | sed -E 's/^go([0-9]+\.[0-9]+).*/\1/'; }

# stand_in RECIPE TAGS BUILDCTL-ARGS...: pushes below library/; loopback needs no compression.
stand_in() {
    local recipe=$1 names=$REGISTRY/library/${2//,/,$REGISTRY/library/}
    shift 2
    push "$ENGINE/images/$recipe.Dockerfile" "\"name=$names\",compression=uncompressed" "$@"
}

# push DOCKERFILE OUTPUT BUILDCTL-ARGS...: the daemon's own frontend builds; same input, same bytes.
push() {
    local file=$1 output=$2
    shift 2
    buildctl --addr "$BUILDKIT_HOST" build --progress plain --frontend dockerfile.v0 \
        --local dockerfile="$(dirname "$file")" --opt filename="$(basename "$file")" \
        --opt build-arg:SOURCE_DATE_EPOCH=0 \
        --output "type=image,$output,push=true,rewrite-timestamp=true" "$@"
}
