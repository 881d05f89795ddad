# shellcheck shell=bash
# One engine: tools, base images, registry, daemon, and buildx pointed at it.

# Which engine: plain processes where we are root on Linux, containers elsewhere.
if [[ -z ${ENGINE_KIND:-} ]]; then
    ENGINE_KIND=docker
    [[ $(uname) != Linux || $EUID != 0 ]] || ENGINE_KIND=native
fi

# engine_start STATE: everything a build needs; `. STATE/env` points a shell at it.
engine_start() {
    mkdir -p "$1"
    tools
    bases "$1"
    "${ENGINE_KIND}_start" "$1"
    engine_env "$1" >"$1/env"
    # shellcheck disable=SC1091
    . "$1/env"
    buildx create --name bowsprit --driver remote "$BUILDKIT_HOST" >/dev/null
}

# engine_env STATE: the variables of a shell that talks to the engine and to nothing else.
engine_env() {
    mkdir -p "$1/docker-config" "$1/buildx"
    ln -sfn "$BIN/cli-plugins" "$1/docker-config/cli-plugins"
    cat <<env
export PATH=$BIN:\$PATH
export REGISTRY=$REGISTRY
export BUILDKIT_HOST=$BUILDKIT_HOST
export BUILDX_BUILDER=bowsprit
export BUILDX_CONFIG=$1/buildx
export DOCKER_CONFIG=$1/docker-config
env
}

# engine_stop STATE: leaves nothing behind; harmless when nothing runs.
engine_stop() {
    [[ -d $1 ]] || return 0
    if [[ -e $1/docker ]]; then docker_stop "$1"; else native_stop "$1"; fi
    rm -rf "$1"
}

# engine_sweep: ends engines whose owner died before it could; their names end in its pid.
engine_sweep() {
    local state
    for state in "$CACHE"/run.[0-9]*; do
        [[ ! -d $state || -e /proc/${state##*.} ]] || engine_stop "$state"
    done
}
