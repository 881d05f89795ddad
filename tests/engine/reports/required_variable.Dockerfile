# syntax=frontend
FROM busybox
ARG TOKEN
ENV COPY_OF="${TOKEN:?give a token}"
