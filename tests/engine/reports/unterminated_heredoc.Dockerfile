# syntax=frontend
FROM busybox
RUN <<end
echo never ends
