# syntax=frontend
FROM busybox
COPY --frm=base . /src
