# shellcheck shell=bash
# The engine as two containers, for machines with a Docker engine and no root shell.
#
# Base images come from Docker Hub here; nothing stands in for them.

# docker_start STATE: brings up registry and daemon; sets REGISTRY and BUILDKIT_HOST.
docker_start() {
    local id
    id=bowsprit-engine-$(basename "$1" | tr -c 'a-z0-9\n' -)
    echo "$id" >"$1/docker"
    REGISTRY=$id-registry:5000
    BUILDKIT_HOST=docker-container://$id
    cat >"$1/buildkitd.toml" <<toml
[registry."$REGISTRY"]
  http = true
[registry."docker.io"]
  mirrors = ["$REGISTRY"]
toml
    docker network create "$id" >/dev/null
    docker run -d --name "$id-registry" --network "$id" registry:2 >/dev/null
    docker create --name "$id" --network "$id" --privileged \
        "moby/buildkit:$(module_version github.com/moby/buildkit)" >/dev/null
    docker cp -q "$1/buildkitd.toml" "$id:/etc/buildkit/buildkitd.toml"
    docker start "$id" >/dev/null
    wait_for 60 buildctl --addr "$BUILDKIT_HOST" debug workers || die "docker logs $id"
}

# docker_stop STATE: removes the containers and their network.
docker_stop() {
    local id
    id=$(<"$1/docker")
    docker rm -f -v "$id" "$id-registry" >/dev/null 2>&1 || true
    docker network rm "$id" >/dev/null 2>&1 || true
}
