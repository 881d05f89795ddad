# syntax=frontend
FROM busybox AS one
COPY --from=two /a /
FROM busybox AS two
COPY --from=one /a /
