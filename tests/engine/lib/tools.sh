# shellcheck shell=bash
# Programs: Go tools built from pinned modules, Debian packages unpacked beside them.
#
# Nothing is installed on the machine; everything lands in .cache/engine.

# tools: builds buildkitd, buildctl, buildx, jq and upstream's frontend once per pin.
tools() { locked tools build_tools; }

build_tools() {
    local key fresh=$CACHE/bin.new
    key=$(tools_key)
    [[ $(cat "$BIN/key" 2>/dev/null) == "$key" ]] && return
    say "building the Go tools (once per pin, minutes on a cold cache)"
    rm -rf "$fresh" && mkdir -p "$fresh"
    go_build "$fresh/" github.com/docker/buildx/cmd/buildx \
        github.com/moby/buildkit/cmd/buildctl github.com/moby/buildkit/cmd/buildkitd
    go_build "$fresh/jq" github.com/itchyny/gojq/cmd/gojq
    # The tags of upstream's own mainline image.
    go_build "$fresh/" -tags "netgo osusergo static_build" \
        github.com/moby/buildkit/frontend/dockerfile/cmd/dockerfile-frontend
    mkdir -p "$fresh/cli-plugins"
    ln -s ../buildx "$fresh/cli-plugins/docker-buildx"
    [[ $ENGINE_KIND == docker ]] || debian_tools "$fresh"
    printf '%s' "$key" >"$fresh/key"
    rm -rf "$BIN" && mv "$fresh" "$BIN"
}

tools_key() {
    cat "$ENGINE"/tools/go.{mod,sum} "$ENGINE/lib/tools.sh" | sha256sum | cut -c1-16
    go -C "$ENGINE/tools" env GOVERSION GOARCH
    printf '%s' "$ENGINE_KIND"
}

# go_build OUT ARGS...: one static, reproducible build inside the tool module.
go_build() {
    local out=$1 module names=()
    shift
    for module in github.com/docker/buildx github.com/moby/buildkit; do
        names+=("-X $module/version.Version=$(module_version "$module")")
    done
    CGO_ENABLED=0 go -C "$ENGINE/tools" build -trimpath -ldflags "${names[*]}" -o "$out" "$@"
}

module_version() { go -C "$ENGINE/tools" list -m -f '{{.Version}}' "$1"; }

# debian_tools DIR: runc, a registry and a static busybox.
debian_tools() {
    debian_tool "$1" runc runc
    debian_tool "$1" docker-registry docker-registry
    debian_tool "$1" busybox busybox-static
}

# debian_tool DIR PROGRAM PACKAGE: from the package, else from the machine.
debian_tool() {
    local unpacked=$CACHE/debian/$3
    if command -v apt-get >/dev/null && unpack_package "$3" "$unpacked"; then
        find "$unpacked" -type f -path "*bin/$2" -exec cp {} "$1/" \;
    elif command -v "$2" >/dev/null; then
        ln -s "$(command -v "$2")" "$1/$2"
    fi
    [[ -x $1/$2 ]] || die "no $2: neither in a Debian package $3 nor on the PATH"
}

# unpack_package PACKAGE DIR: no postinst script runs, no service starts.
unpack_package() (
    rm -rf "$2" && mkdir -p "$2" && cd "$2" || return
    local get=(apt-get -qq -o APT::Sandbox::User=root download "$1")
    "${get[@]}" 2>/dev/null || { apt-get -qq update && "${get[@]}"; } || return
    dpkg-deb -x ./*.deb .
)

