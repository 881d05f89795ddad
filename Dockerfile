# The frontend image: one static binary and nothing else.
#
#   docker buildx build --tag you/bowsprit .
#
# For the same bytes every time: --build-arg SOURCE_DATE_EPOCH=0 and --output with
# rewrite-timestamp=true. To bring your own binary: --build-context build=<folder with bowsprit>.

ARG RUST_VERSION=1.95

FROM rust:${RUST_VERSION}-slim-bookworm AS build
WORKDIR /src
RUN --mount=type=bind,target=. \
    --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/target,id=bowsprit-target <<build
    set -e
    binary=$(CARGO_TARGET_DIR=/target frontend/static)
    cp "$binary" /bowsprit
build

FROM scratch
LABEL moby.buildkit.frontend.network.none="true"
LABEL moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts,moby.buildkit.frontend.gitquerystring"
COPY --from=build /bowsprit /bin/bowsprit
ENTRYPOINT ["/bin/bowsprit"]
