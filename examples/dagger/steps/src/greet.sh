echo "hello, $(cat /app/state)"
