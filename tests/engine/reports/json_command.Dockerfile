# syntax=frontend
FROM busybox
HEALTHCHECK --interval=often CMD true
