# shellcheck shell=bash
# Every door through which a build can reach the frontend.

# project [SYNTAX]: two stages, a base image from the registry, a program to run.
project() {
    cat >hello.sh <<'sh'
#!/bin/sh
echo "$GREETING from $(cat /etc/place)"
sh
    cat >Dockerfile <<dockerfile
${1:+# syntax=$1}
ARG PLACE=nowhere
FROM busybox AS build
ARG PLACE
RUN <<place
    mkdir /out
    echo "\$PLACE" >/out/place
place

FROM busybox
ENV GREETING=hello
LABEL org.example.door="a door"
COPY --link --from=build /out/place /etc/place
COPY --chmod=755 hello.sh /bin/hello
ENTRYPOINT ["/bin/hello"]
dockerfile
}

# greets TAR PLACE: the image is what the Dockerfile says, and it runs.
greets() {
    same "the entrypoint" '["/bin/hello"]' "$(config "$1" | jq -c .config.Entrypoint)"
    same "the label" '{"org.example.door":"a door"}' "$(config "$1" | jq -c .config.Labels)"
    same "the variable" 'GREETING=hello' "$(config "$1" | jq -r '.config.Env[-1]')"
    same "the history" 'COPY --chmod=755 hello.sh /bin/hello # buildkit' \
        "$(config "$1" | jq -r '.history[-2].created_by')"
    same "what it says" "hello from $2" "$(run_image "$1")"
}

# came_in LOG: the frontend image was really what built.
came_in() { has "$1" "docker-image://docker.io/$FRONTEND_NAME@sha256"; }

test_gateway() {
    project
    buildctl_build gateway.v0 --opt source="$FRONTEND_NAME" --opt build-arg:PLACE=gateway \
        --output type=oci,dest=out.tar 2>&1 | tee log
    came_in log
    greets out.tar gateway
}

test_syntax_line() {
    project "$FRONTEND_NAME"
    buildctl_build dockerfile.v0 --opt build-arg:PLACE=line --output type=oci,dest=out.tar 2>&1 |
        tee log
    came_in log
    greets out.tar line
}

test_syntax_argument() {
    project no/such:frontend
    buildctl_build dockerfile.v0 --opt build-arg:PLACE=argument \
        --opt build-arg:BUILDKIT_SYNTAX="$FRONTEND_NAME" --output type=oci,dest=out.tar 2>&1 |
        tee log
    came_in log
    greets out.tar argument
}

test_buildx() {
    project "$FRONTEND_NAME"
    docker_buildx build --progress plain --build-arg PLACE=buildx \
        --output type=oci,dest=out.tar . 2>&1 | tee log
    came_in log
    greets out.tar buildx
}

test_buildx_argument() {
    project
    docker_buildx build --progress plain --build-arg PLACE=argument \
        --build-arg BUILDKIT_SYNTAX="$FRONTEND_NAME" --output type=oci,dest=out.tar . 2>&1 |
        tee log
    came_in log
    greets out.tar argument
}

test_buildx_stdin() {
    project "$FRONTEND_NAME"
    docker_buildx build --progress plain --build-arg PLACE=stdin \
        --output type=oci,dest=out.tar -f- . <Dockerfile 2>&1 | tee log
    came_in log
    greets out.tar stdin
    tar -c Dockerfile hello.sh | docker_buildx build --progress plain --build-arg PLACE=tar \
        --output type=oci,dest=tar.tar - 2>&1 | tee log
    came_in log
    greets tar.tar tar
}

test_bake() {
    project "$FRONTEND_NAME"
    cat >top.Dockerfile <<dockerfile
# syntax=$FRONTEND_NAME
FROM hello
RUN echo bake >/etc/place
dockerfile
    cat >docker-bake.hcl <<'hcl'
target "hello" {
  args = { PLACE = "below" }
  output = ["type=oci,dest=hello.tar"]
}
target "top" {
  dockerfile = "top.Dockerfile"
  contexts = { hello = "target:hello" }
  output = ["type=oci,dest=top.tar"]
}
hcl
    docker_buildx bake --progress plain --allow fs.write=. hello top 2>&1 | tee log
    came_in log
    greets hello.tar below
    same "what the top says" "hello from bake" "$(run_image top.tar)"
}

test_oci_layout() {
    project
    frontend_binary "$PWD/binary"
    frontend --output type=oci,tar=false,dest=layout
    local digest
    digest=$(jq -r '.manifests[0].digest' layout/index.json)
    buildctl_build gateway.v0 --opt source=fe --oci-layout layout=layout \
        --opt context:fe="oci-layout://layout@$digest" --opt build-arg:PLACE=layout \
        --output type=oci,dest=out.tar 2>&1 | tee log
    has log "context fe. OCI load from client"
    has log "fe@$digest"
    greets out.tar layout
}
