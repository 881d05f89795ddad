# shellcheck shell=bash
# docs/tutorial.md, run as it stands: blocks with a name are files, `console` blocks are sessions.

# blocks PAGE DIR: the blocks of a page, one file each: DIR/NN has the first line of the fence in
# DIR/NN.info.
blocks() {
    mkdir -p "$2"
    awk -v dir="$2" '
        /^```/ && !inside { file = sprintf("%s/%02d", dir, ++count); inside = 1
            sub(/^```/, ""); print >(file ".info"); printf "" >file; next }
        /^```/ { inside = 0; close(file); close(file ".info"); next }
        inside { print >file }' "$1"
}

# session FILE: runs the commands of a session; what stands below one is in what it prints.
session() {
    local line command='' expected=()
    while IFS= read -r line || [[ $line ]]; do
        if [[ $line == '$ '* ]]; then
            step "$command" "${expected[@]}"
            command=${line#'$ '} expected=()
        else
            expected+=("$line")
        fi
    done <"$1"
    step "$command" "${expected[@]}"
}

# step COMMAND LINE...: runs a command and looks for each line in what it prints. It fails if a line
# says so.
step() {
    local line status=0 fails=0
    [[ $1 ]] || return 0
    echo "\$ $1"
    bash -euo pipefail -c "$1" >../printed 2>&1 || status=$?
    cat ../printed
    for line in "${@:2}"; do
        [[ $line != 'ERROR: '* ]] || fails=1
        tr -s ' ' <../printed | grep -qF -- "$(tr -s ' ' <<<"$line")" || {
            echo "nothing was printed like: $line"
            return 1
        }
    done
    ((status == 0 && fails == 0 || status != 0 && fails == 1)) || {
        echo "exit code $status"
        return 1
    }
}

# docker ARGS...: `buildx`, also where there is no docker; `run` with an image of the registry.
docker() {
    if [[ $1 == run ]]; then
        pulled "${*: -1}" ../run.tar >/dev/null 2>&1
        run_image ../run.tar
    elif type -P docker >/dev/null; then
        command docker "$@"
    else
        buildx "${@:2}"
    fi
}

test_page() {
    local info block name
    # A page speaks of the registry of its reader.
    sed "s,localhost:5000,$REGISTRY,g" "$ROOT/docs/tutorial.md" >page.md
    blocks page.md blocks
    export -f docker bowsprit pulled run_image unpack config manifest blob
    export STATE ENGINE_KIND REGISTRY
    mkdir project && cd project
    for info in ../blocks/*.info; do
        block=${info%.info}
        read -r _ name <"$info" || true
        if [[ $(<"$info") == console ]]; then
            session "$block"
        elif [[ $name ]]; then
            mkdir -p "$(dirname "$name")"
            cp "$block" "$name"
        else
            echo "a block that is neither a file nor a session: $(<"$info")"
            return 1
        fi
    done
}
