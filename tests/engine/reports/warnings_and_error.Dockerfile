# syntax=frontend
FROM busybox as base
MAINTAINER nobody
RUN false
