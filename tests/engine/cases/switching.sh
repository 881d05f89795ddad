# shellcheck shell=bash
# Switching the syntax line from upstream to this frontend, or back, keeps every cached step.

# rich FRONTEND NAME: builds the rich project into NAME.tar; steps go to NAME.json.
rich() {
    buildctl build --progress rawjson --frontend dockerfile.v0 \
        --local context=project --local dockerfile=project \
        --opt context:frontend="docker-image://docker.io/$1" --secret id=token,src=token \
        --output type=oci,dest="$2.tar" 2>"$2.json" || { tail -n 20 "$2.json"; return 1; }
}

# switch FROM TO: the second build runs nothing and makes the same image.
switch() {
    cp -r "$ENGINE/projects/rich" project
    tar -cf project/site.tar -C project/site .
    printf secret >token
    buildctl prune --all >/dev/null
    rich "$1" first
    rich "$2" second
    has first.json "context frontend. docker.io/$1"
    has second.json "context frontend. docker.io/$2"
    uncached first.json >ran
    (($(wc -l <ran) >= 15))
    same "the list of steps" "$(steps first.json)" "$(steps second.json)"
    same "what the second build ran" "" "$(uncached second.json)"
    same "the image" "$(tar -xOf first.tar index.json | jq -r '.manifests[0].digest')" \
        "$(tar -xOf second.tar index.json | jq -r '.manifests[0].digest')"
    same "what it says" "$(printf 'heredoc on linux\nversion=v1')" "$(run_image second.tar)"
}

test_from_upstream() { switch "$UPSTREAM_NAME" "$FRONTEND_NAME"; }

test_to_upstream() { switch "$FRONTEND_NAME" "$UPSTREAM_NAME"; }
