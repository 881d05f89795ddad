# shellcheck shell=bash
# What comes out besides a plain image.

test_platforms() {
    cat >Dockerfile <<dockerfile
# syntax=$FRONTEND_NAME
FROM --platform=\$BUILDPLATFORM busybox AS build
ARG TARGETARCH
RUN echo "\$TARGETARCH" >/arch
FROM scratch
COPY --from=build /arch /arch
dockerfile
    docker_buildx build --progress plain --platform linux/amd64,linux/arm64 \
        --output type=oci,dest=out.tar . 2>&1
    each_platform out.tar file arch
}

test_cache_export() {
    cat >Dockerfile <<dockerfile
# syntax=$FRONTEND_NAME
FROM busybox AS one
RUN echo one >/one
FROM busybox
COPY --from=one /one /
RUN cat /one
dockerfile
    buildctl_build dockerfile.v0 --export-cache type=local,dest=cache,mode=max
    buildctl prune --all >/dev/null
    buildctl build --progress rawjson --frontend dockerfile.v0 --local context=. \
        --local dockerfile=. --import-cache type=local,src=cache \
        --output type=oci,dest=out.tar 2>trace
    same "what ran" "" "$(uncached trace)"
}

test_provenance() {
    printf '# syntax=%s\nFROM busybox\nRUN echo one >/one\n' "$FRONTEND_NAME" >Dockerfile
    docker_buildx build --progress plain --attest type=provenance,mode=max \
        --output type=oci,dest=out.tar . 2>&1
    statement out.tar https://slsa.dev/provenance >statement.json
    same "the step's line" 3 "$(jq '[.. | objects | .locations? // empty | .[].ranges[0].start.line]
        | max' statement.json)"
    has statement.json 'pkg:docker/bowsprit/frontend@0.1'
}

test_sbom() {
    printf 'FROM busybox\nRUN echo one >/one\n' >Dockerfile
    scanner
    local name theirs
    for name in "$UPSTREAM_NAME" "$FRONTEND_NAME"; do
        docker_buildx build --progress plain --build-arg BUILDKIT_SYNTAX="$name" \
            --attest "type=sbom,generator=$REGISTRY/scanner" --output type=oci,dest=out.tar . 2>&1
        statement out.tar https://spdx.dev/Document | jq .predicate >sbom.json
        has sbom.json '/one'
        same "the SBOM" "${theirs:=$(cat sbom.json)}" "$(cat sbom.json)"
    done
}

# scanner: a stand-in for an SBOM generator; it lists files.
scanner() {
    mkdir scanner
    cat >scanner/Dockerfile <<'dockerfile'
FROM busybox
COPY --chmod=755 <<"scan" /bin/scan
#!/bin/sh -e
files=$(cd "$BUILDKIT_SCAN_SOURCE" && find . -newer bin/busybox -type f | sort | tr '\n' ' ')
cat >"$BUILDKIT_SCAN_DESTINATION/files.spdx.json" <<json
{"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document",
 "predicate": {"name": "$files"}}
json
scan
ENTRYPOINT ["/bin/scan"]
dockerfile
    buildctl build --progress quiet --frontend dockerfile.v0 --local context=scanner \
        --local dockerfile=scanner --output "type=image,name=$REGISTRY/scanner,push=true"
}

# statement TAR TYPE: the attestation whose predicate type begins with TYPE.
statement() {
    local index layer
    index=$(blob "$1" "$(tar -xOf "$1" index.json | jq -r '.manifests[0].digest')")
    layer=$(blob "$1" "$(jq -r '.manifests[] | select(.platform.os == "unknown") | .digest' \
        <<<"$index")" | jq -r --arg type "$2" '.layers[]
            | select(.annotations."in-toto.io/predicate-type" | startswith($type)) | .digest')
    blob "$1" "$layer"
}
