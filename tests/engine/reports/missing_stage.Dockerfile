# syntax=frontend
FROM busybox AS base
FROM scratch
COPY --from=basse:latest /a /b
