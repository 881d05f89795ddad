# shellcheck shell=bash
# The engine as plain processes on this machine: root on Linux, no container engine needed.
#
# A state directory holds everything one engine has: sockets, pids, logs, layers. Two engines
# never meet. The registry listens on a free port of 127.0.0.1, the daemon on a unix socket.

# native_start STATE: brings up registry and daemon; sets REGISTRY and BUILDKIT_HOST.
native_start() {
    [[ $EUID == 0 ]] || die "BuildKit without a container engine needs root"
    ((${#1} < 80)) || die "path too long for a unix socket: $1"
    native_registry "$1"
    native_daemon "$1"
}

native_registry() {
    cat >"$1/registry.yml" <<yaml
version: 0.1
log: {level: info, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $1/registry}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0"}
yaml
    OTEL_TRACES_EXPORTER=none spawn "$1" registry docker-registry serve "$1/registry.yml"
    wait_for 10 grep -q 'listening on' "$1/registry.log" || die_of "$1/registry.log" "no registry"
    REGISTRY=$(sed -n 's/.*listening on \([0-9.:]*\).*/\1/p' "$1/registry.log" | head -n 1)
}

native_daemon() {
    cat >"$1/buildkitd.toml" <<toml
root = "$1/root"
[grpc]
  address = ["unix://$1/buildkitd.sock"]
[worker.oci]
  enabled = true
  networkMode = "host"
  binary = "$BIN/runc"
[worker.containerd]
  enabled = false
[registry."$REGISTRY"]
  http = true
[registry."docker.io"]
  mirrors = ["$REGISTRY"]
toml
    BUILDKIT_HOST=unix://$1/buildkitd.sock
    spawn "$1" buildkitd buildkitd --config "$1/buildkitd.toml" --otel-socket-path "$1/otel.sock"
    wait_for 20 buildctl --addr "$BUILDKIT_HOST" debug workers ||
        die_of "$1/buildkitd.log" "no buildkitd"
}

# spawn STATE NAME COMMAND...: a server with a log and a pid file, out of reach of the terminal.
spawn() {
    local state=$1 name=$2
    shift 2
    setsid "$@" >"$state/$name.log" 2>&1 9>&- &
    born $! >"$state/$name.born"
    echo $! >"$state/$name.pid"
}

# born PID: when a process began, which with its number is its alone.
born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# native_stop STATE: ends what native_start began, also after a kill.
native_stop() {
    local pidfile pid
    for pidfile in "$1"/*.pid; do
        [[ -e $pidfile ]] || continue
        pid=$(<"$pidfile")
        # The number may be another's by now.
        [[ $(born "$pid") == "$(<"${pidfile%.pid}.born")" ]] || continue
        kill "$pid" 2>/dev/null || continue
        wait_for 10 gone "$pid" || kill -9 "$pid" 2>/dev/null
    done
    awk -v under="$1/" 'index($2, under) == 1 { print $2 }' /proc/self/mounts | sort -r |
        xargs -r umount -l
}

# gone PID: no such process, or only its unread exit code is left.
gone() { [[ ! -e /proc/$1 ]] || grep -q '^State:.Z' "/proc/$1/status"; }
