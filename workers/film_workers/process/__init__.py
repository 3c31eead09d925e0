"""The worker process: takes jobs, keeps them its own, reports on them, and ends in order."""
