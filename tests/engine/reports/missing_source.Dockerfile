# syntax=frontend
FROM busybox
COPY there /
COPY missing.txt /
