"""What infrastructure, API, workers and web share; imports nothing of ours."""
