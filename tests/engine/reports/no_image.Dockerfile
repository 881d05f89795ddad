# syntax=frontend
FROM busybox AS fine
FROM busybox:no-such-tag
COPY --from=fine /bin /bin
