# shellcheck shell=bash
# What the cases of whole builds are written with.

trap 'echo "at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND" >&2' ERR

# skip WHY: ends a case that cannot run here.
skip() {
    echo "$1"
    exit 77
}

# same WHAT EXPECTED ACTUAL: fails with a diff.
same() {
    [[ $2 == "$3" ]] && return
    echo "$1 differs (< expected, > actual):"
    diff <(echo "$2") <(echo "$3")
}

# has FILE PATTERN: an extended regular expression somewhere in the file.
has() {
    grep -qE -- "$2" "$1" && return
    echo "no line of $1 matches: $2"
    tail -n 30 "$1" | cut -c 1-200
    return 1
}

# buildctl_build FRONTEND ARGS...: builds the folder we are in, without touching a Docker config.
buildctl_build() {
    local frontend=$1
    shift
    buildctl build --progress plain --frontend "$frontend" \
        --local context=. --local dockerfile=. "$@"
}

# docker_buildx ARGS...: `docker buildx`, or buildx alone where there is no docker CLI.
docker_buildx() {
    if command -v docker >/dev/null; then docker buildx "$@"; else buildx "$@"; fi
}

# stand_in NAME: pushes, for docker.io, what a Dockerfile on standard input comes to.
stand_in() {
    mkdir -p base && cat >base/Dockerfile
    buildctl build --progress plain --frontend dockerfile.v0 --local context=base \
        --local dockerfile=base --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --output "type=image,name=$REGISTRY/library/$1,push=true"
}

# pulled NAME TAR: an image of the registry as an archive.
pulled() {
    mkdir -p "$2.dir"
    echo "FROM $1" >"$2.dir/Dockerfile"
    buildctl build --progress plain --frontend dockerfile.v0 --local context="$2.dir" \
        --local dockerfile="$2.dir" --output "type=oci,dest=$2"
}

# bowsprit ARGS...: the binary of the frontend image, as a command.
bowsprit() {
    [[ -x $STATE/frontend/bowsprit ]] || skip "the binary is in an image only"
    "$STATE/frontend/bowsprit" "$@"
}

# blob TAR DIGEST: one blob of an OCI archive.
blob() { tar -xOf "$1" "blobs/sha256/${2#sha256:}"; }

# manifest TAR [PLATFORM]: the image manifest, of the platform when the archive has several.
manifest() {
    local top
    top=$(blob "$1" "$(tar -xOf "$1" index.json | jq -r '.manifests[0].digest')")
    if jq -e .manifests >/dev/null <<<"$top"; then
        blob "$1" "$(jq -r --arg os_arch "${2:-linux/$(go env GOARCH)}" '.manifests[]
            | select("\(.platform.os)/\(.platform.architecture)" == $os_arch) | .digest' <<<"$top")"
    else
        echo "$top"
    fi
}

# config TAR [PLATFORM]: the image config.
config() { blob "$1" "$(manifest "$@" | jq -r .config.digest)"; }

# each_platform TAR WHAT FILE: an image for amd64 and one for arm64, each with its architecture, and
# with its name in a file of the first layer.
each_platform() {
    local arch
    for arch in amd64 arm64; do
        same "the architecture" "$arch" "$(config "$1" "linux/$arch" | jq -r .architecture)"
        same "the $2" "$arch" "$(blob "$1" \
            "$(manifest "$1" "linux/$arch" | jq -r '.layers[0].digest')" | gzip -dc | tar -xO "$3")"
    done
}

# unpack TAR DIR: the layers, one on top of the other.
unpack() {
    local layer
    mkdir -p "$2"
    for layer in $(manifest "$1" | jq -r '.layers[].digest'); do
        blob "$1" "$layer" | gzip -dcf | tar -xC "$2"
    done
}

# run_image TAR ARGS...: runs the image's program with the config's arguments, variables and folder.
run_image() {
    local tar=$1 root env argv
    shift
    if [[ $ENGINE_KIND == docker ]]; then
        docker run --rm "$(docker load -q <"$tar" | sed 's/.*: //')" "$@"
        return
    fi
    root=$(mktemp -d -p "$STATE")
    unpack "$tar" "$root"
    mapfile -t env < <(config "$tar" | jq -r '.config.Env[]?')
    mapfile -t argv < <(config "$tar" | jq -r '(.config.Entrypoint // [])[], (.config.Cmd // [])[]')
    env -i "${env[@]}" unshare --root "$root" --wd "$(config "$tar" | jq -r '.config.WorkingDir // "/"')" \
        "${argv[@]}" "$@"
}

# steps TRACE: the names of the steps of a --progress=rawjson log. (Digests below a local folder
# change with every client session.)
steps() { vertices "$1" | cut -f 1 | sort -u; }

# uncached TRACE: the steps that were really run; a step counts once it was seen as cached.
uncached() {
    vertices "$1" | grep -vE $'^(\\[internal\\] |\\[[^]]*\\] FROM )' |
        awk -F '\t' '{ hit[$1] = hit[$1] || $2 == "true" }
            END { for (name in hit) if (!hit[name]) print name }' | sort
}

vertices() {
    jq -r '.vertexes[]?
        | select(.name | test("^(\\[context frontend\\]|resolve |docker-image:|importing|exporting)")
            | not)
        | [.name, (.cached // false)] | @tsv' "$1"
}
