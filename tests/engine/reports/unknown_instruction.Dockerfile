# syntax=frontend
FROM busybox
COPPY a b
