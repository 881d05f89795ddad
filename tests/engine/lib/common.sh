# shellcheck shell=bash
# Places, and the few words every other file of the engine uses.
# shellcheck disable=SC2034  # others read them

shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
ENGINE=$ROOT/tests/engine
CACHE=$ROOT/.cache/engine
BIN=$CACHE/bin

# The name users write after `# syntax=`; the engine's registry answers for it.
FRONTEND_NAME=bowsprit/frontend:0.1
# Upstream's frontend under its own name, built from the pinned Go module.
UPSTREAM_NAME=docker/dockerfile:1.26

PATH=$BIN:$PATH

# say TEXT...: tells a person what happens; stdout stays for data.
say() { printf '%s\n' "engine: $*" >&2; }

# die TEXT...: ends the program with a reason.
die() {
    say "error: $*"
    exit 1
}

# die_of LOG TEXT...: the same, after the last words of what failed.
die_of() {
    tail -n 20 "$1" >&2
    shift
    die "$@"
}

# locked NAME COMMAND...: runs COMMAND while no other engine of this checkout does.
locked() {
    local lock=$CACHE/$1.lock
    shift
    mkdir -p "$CACHE"
    (
        [[ ! -x $(command -v flock) ]] || flock 9
        "$@"
    ) 9>"$lock"
}

# wait_for SECONDS COMMAND...: polls until COMMAND succeeds.
wait_for() {
    local tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        ((tries-- > 0)) || return 1
        sleep 0.05
    done
}
