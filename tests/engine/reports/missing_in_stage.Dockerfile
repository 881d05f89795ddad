# syntax=frontend
FROM busybox AS one
FROM scratch
COPY --from=one /no/such/file /
