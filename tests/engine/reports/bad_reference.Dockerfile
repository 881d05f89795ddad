# syntax=frontend
FROM Busy/BOX
