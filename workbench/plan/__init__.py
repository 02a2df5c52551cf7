"""Step 3c, plan of work: dates, how sure they are, people needed."""
