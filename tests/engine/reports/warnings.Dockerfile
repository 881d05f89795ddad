# syntax=frontend
from busybox as Base
MAINTAINER nobody
ENV KEY value
ARG PASSWORD=hunter2
RUN echo $UNDEFINED
WORKDIR relative
CMD echo one
CMD echo two
FROM --platform=linux/amd64 base as empty

COPY \

  there /
