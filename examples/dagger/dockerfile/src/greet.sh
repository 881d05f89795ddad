echo "hello from a Dockerfile"
