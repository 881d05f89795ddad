# shellcheck shell=bash
# Questions instead of builds: `--call` must answer as upstream does.

questions() {
    cat >Dockerfile <<'dockerfile'
# syntax=frontend
# What follows has parameters, secrets and faults.
ARG VERSION=1

# base is the ground of all.
FROM busybox AS base
# FLAVOUR is how it tastes.
ARG FLAVOUR=sweet
RUN --mount=type=secret,id=token,required echo $FLAVOUR
MAINTAINER nobody

# final is what you want.
FROM base as final
RUN <<two
echo one
echo two
two
COPY <<file /file
text of $VERSION
file
CMD echo shell
dockerfile
}

# ask FRONTEND ARGS...: the answer to a question, without progress.
ask() {
    local frontend=$1
    shift
    docker_buildx build --progress quiet "$@" \
        --build-context frontend="docker-image://docker.io/$frontend" . >answer 2>&1 ||
        echo "ends with $?"
    if [[ $* == *format=json* ]]; then without_session; else cat answer; fi
}

# without_session: the JSON answer without how the Dockerfile was loaded, which names the session.
without_session() { jq 'walk(if type == "object" then del(.definition) else . end)' answer; }

same_answer() {
    questions
    local theirs
    theirs=$(ask "$UPSTREAM_NAME" "$@")
    echo "$theirs"
    (($(wc -l <<<"$theirs") > 2))
    same "the answer" "$theirs" "$(ask "$FRONTEND_NAME" "$@")"
}

test_outline() { same_answer --call outline; }

test_outline_json() { same_answer --call outline,format=json --target base; }

test_targets() { same_answer --call targets; }

test_check() { same_answer --call check; }

test_check_json() { same_answer --call check,format=json; }

test_unknown() { same_answer --call nonsense; }

test_convertllb() {
    questions
    convertllb "$UPSTREAM_NAME" >theirs
    has theirs 'RUN <<two'
    convertllb "$FRONTEND_NAME" | diff theirs -
}

# convertllb FRONTEND: the graph as JSON.
convertllb() {
    buildctl build --progress quiet --frontend dockerfile.v0 --opt requestid=frontend.convertllb \
        --opt context:frontend="docker-image://docker.io/$1" \
        --local context=. --local dockerfile=. >answer || { cat answer; return 1; }
    sed -i 1d answer
    without_session
}
