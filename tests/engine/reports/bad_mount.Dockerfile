# syntax=frontend
FROM busybox
RUN --mount=type=cache,target=/c,sharing=lokced \
    true
