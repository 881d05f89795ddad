# syntax=frontend
FROM --platform=linux/banana/x/y busybox
