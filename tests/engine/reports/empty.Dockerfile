# syntax=frontend
# nothing else
