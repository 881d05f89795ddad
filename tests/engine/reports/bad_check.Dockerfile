# syntax=frontend
# check=erorr=true
FROM busybox
