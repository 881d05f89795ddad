# shellcheck shell=bash
# Where files come from, other than a folder: named contexts, git, archives, URLs.

test_named_folder() {
    mkdir assets
    echo kept >assets/kept
    echo ignored >assets/ignored
    echo ignored >assets/.dockerignore
    printf '# syntax=%s\nFROM scratch\nCOPY --from=assets . /\n' "$FRONTEND_NAME" >Dockerfile
    docker_buildx build --progress plain --build-context assets=assets --output out . 2>&1
    same "the files" ".dockerignore kept" "$(find out -type f -printf '%f\n' | sort | xargs)"
}

test_named_image() {
    printf '# syntax=%s\nFROM alpine AS base\nFROM base\nRUN echo made >/made\n' \
        "$FRONTEND_NAME" >Dockerfile
    docker_buildx build --progress plain --build-context base=docker-image://busybox \
        --output type=oci,dest=out.tar . 2>&1 | tee log
    has log "context base. (load metadata for )?busybox"
    same "the last step" "RUN /bin/sh -c echo made >/made # buildkit" \
        "$(config out.tar | jq -r '.history[-1].created_by')"
}

test_named_layout() {
    printf 'FROM busybox\nENV BASE=layout\n' >base.Dockerfile
    buildctl_build dockerfile.v0 --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" \
        --opt filename=base.Dockerfile --output type=oci,tar=false,dest=layout 2>&1
    # shellcheck disable=SC2016  # for the shell of the build
    printf '# syntax=%s\nFROM base\nRUN test "$BASE" = layout\n' "$FRONTEND_NAME" >Dockerfile
    docker_buildx build --progress plain --build-context base=oci-layout://layout \
        --output type=oci,dest=out.tar . 2>&1
    same "the variable" BASE=layout "$(config out.tar | jq -r '.config.Env[-1]')"
}

test_git() {
    [[ $ENGINE_KIND == native ]] || skip "the daemon must reach a server of this machine"
    command -v git >/dev/null || skip "no git"
    trap 'kill "$(<git.pid)"' EXIT
    repository
    docker_buildx build --progress plain --output out "git://127.0.0.1:$port/project#main:part" \
        2>&1 | tee log
    has log "git://127.0.0.1:$port/project"
    same "the files" "Dockerfile text" "$(find out -type f -printf '%f\n' | sort | xargs)"
    same "the text" "second" "$(cat out/text)"
    mkdir added
    printf '# syntax=%s\nFROM scratch\nADD git://127.0.0.1:%s/project#first:part /\n' \
        "$FRONTEND_NAME" "$port" >added/Dockerfile
    docker_buildx build --progress plain --output added/out added 2>&1
    same "the text" "first" "$(cat added/out/text)"
}

# repository: a git server with two commits on a free port.
repository() {
    export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
    export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
    git init -q -b main project
    mkdir project/part
    printf '# syntax=%s\nFROM scratch\nCOPY . /\n' "$FRONTEND_NAME" >project/part/Dockerfile
    local text
    for text in first second; do
        echo "$text" >project/part/text
        git -C project add . && git -C project commit -qm "$text"
        git -C project tag "$text"
    done
    until port=$(shuf -i 20000-60000 -n 1) && serve_git; do :; done
}

serve_git() {
    git daemon --listen=127.0.0.1 --port="$port" --base-path="$PWD" --export-all \
        --pid-file=git.pid &
    wait_for 5 git ls-remote "git://127.0.0.1:$port/project"
}

test_urls() {
    [[ $ENGINE_KIND == native ]] || skip "the registry speaks only to the daemon"
    # What a registry says about itself.
    local url=http://$REGISTRY/v2/ text='{}' sum
    sum=$(printf %s "$text" | sha256sum | cut -d ' ' -f 1)
    printf '# syntax=%s\nFROM scratch\nADD --checksum=sha256:%s --chmod=600 %s /file\n' \
        "$FRONTEND_NAME" "$sum" "$url" >Dockerfile
    docker_buildx build --progress plain --output out . 2>&1
    same "the text" "$text" "$(cat out/file)"
    same "the mode" 600 "$(stat -c %a out/file)"
}
