"""What holds data: buckets, queues, the database, secrets."""
