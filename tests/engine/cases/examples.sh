# shellcheck shell=bash
# The examples a reader will try first.

test_go_service() {
    cp -r "$ENGINE/../../examples/go-service" project
    local build=(docker_buildx build --build-arg GO_VERSION="$(go_minor)" project)
    "${build[@]}" --progress plain --target test --output type=cacheonly 2>&1
    "${build[@]}" --progress plain --output type=oci,dest=out.tar 2>&1 | tee log
    has log "docker-image://docker.io/$FRONTEND_NAME@sha256"
    same "the greeting" "Hello, you (linux/$(go env GOARCH))" "$(run_image out.tar -check)"

    "${build[@]}" --progress rawjson --build-arg GREETING=Ahoy --output type=oci,dest=out.tar 2>trace
    same "the steps that ran" "[service 2/2] COPY <<config /etc/service.json" "$(uncached trace)"
    same "the greeting" "Ahoy, you (linux/$(go env GOARCH))" "$(run_image out.tar -check)"
}
