# syntax=frontend
RUN echo hello
FROM busybox
