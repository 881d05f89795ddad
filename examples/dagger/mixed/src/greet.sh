echo "hello from $WHO"
