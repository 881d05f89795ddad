# syntax=frontend
FROM busybox
ONBUILD FROM scratch
