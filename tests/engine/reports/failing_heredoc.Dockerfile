# syntax=frontend
FROM busybox
RUN <<script
set -e
echo first >&2
no-such-program
script
