# shellcheck shell=bash
# The life of the frontend's process and image.

# waiting: a build whose frontend waits for a base image from a registry that never answers.
waiting() {
    mkdir silent
    (native_registry "$PWD/silent" && echo "$REGISTRY" >silent/address)
    kill -STOP "$(<silent/registry.pid)"
    cat >Dockerfile <<dockerfile
# syntax=$FRONTEND_NAME
FROM $(<silent/address)/image
dockerfile
    # No function here: the pid must be the client's.
    buildctl build --progress plain --frontend dockerfile.v0 --local context=. \
        --local dockerfile=. >log 2>&1 &
    client=$!
    wait_for 20 grep -q 'load metadata for .*/image' log || { cat log; return 1; }
    frontend=$(frontends "$(<"$1/buildkitd.pid")")
    same "the number of frontends" 1 "$(wc -w <<<"$frontend")"
}

# hush: ends the silent registry.
hush() { kill -KILL "$(<silent/registry.pid)"; }

# frontends DAEMON: the pids of frontend processes below a daemon, by the name of the entrypoint.
frontends() {
    local child
    for child in $(pgrep -P "$1"); do
        [[ $(tr '\0' ' ' <"/proc/$child/cmdline") != "/bin/bowsprit " ]] || echo "$child"
        frontends "$child"
    done
}

test_ends_with_the_client() {
    [[ $ENGINE_KIND == native ]] || skip "needs the processes of this machine"
    trap hush EXIT
    waiting "$STATE"
    kill -TERM "$client"
    wait_for 10 gone "$frontend"
}

test_ends_with_the_daemon() {
    [[ $ENGINE_KIND == native ]] || skip "needs the processes of this machine"
    trap 'hush; native_stop engine' EXIT
    mkdir engine
    cp -a "$STATE/registry" engine/registry
    native_start "$PWD/engine"
    waiting engine
    kill -KILL "$(<engine/buildkitd.pid)"
    wait_for 10 gone "$frontend"
}

# The third time the frontend builds its own image.
test_image_is_small_and_repeatable() {
    frontend_binary "$PWD/binary"
    local n self=()
    for n in 1 2 3; do
        ((n < 3)) || self=(--opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME")
        buildctl prune --all >/dev/null
        frontend --no-cache "${self[@]}" --metadata-file $n.json \
            --output type=oci,dest=$n.tar,rewrite-timestamp=true
    done
    same "the digests" 1 "$(jq -r '."containerimage.digest"' ./*.json | sort -u | wc -l)"
    same "the entrypoint" '["/bin/bowsprit"]' "$(config 1.tar | jq -c .config.Entrypoint)"
    same "the layers" 1 "$(manifest 1.tar | jq '.layers | length')"
    local label=moby.buildkit.frontend
    same "the network label" true "$(config 1.tar | jq -r ".config.Labels.\"$label.network.none\"")"
    same "the caps label" "$label.inputs,$label.subrequests,$label.contexts,$label.gitquerystring" \
        "$(config 1.tar | jq -r ".config.Labels.\"$label.caps\"")"
    echo "compressed: $(image_size 1.tar) bytes"
}
