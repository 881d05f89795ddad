# Stand-in for docker.io/library/golang: the machine's Go toolchain on the busybox stand-in.
FROM busybox
COPY --from=goroot --exclude=test --exclude=api . /usr/local/go
ENV GOPATH=/go GOTOOLCHAIN=local PATH=/go/bin:/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /go
