echo "hello from $0"
