# Stand-in for docker.io/library/busybox and alpine: Debian's static busybox and its links.
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "mkdir", "-p", "-m", "1777", "/tmp"]
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY <<passwd /etc/passwd
root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
passwd
COPY <<group /etc/group
root:x:0:
nobody:x:65534:
group
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["sh"]
