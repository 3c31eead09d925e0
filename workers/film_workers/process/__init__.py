"""The worker process: takes jobs, keeps their messages, reports on them, and stops cleanly."""
