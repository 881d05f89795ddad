# syntax=frontend
FROM busybox
WORKDIR /work
RUN echo before && \
    exit 7
RUN echo after
