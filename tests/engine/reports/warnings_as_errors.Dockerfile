# syntax=frontend
# check=error=true;skip=MaintainerDeprecated
FROM busybox as base
MAINTAINER nobody
CMD echo shell
