"""The way of work: a production's jobs and what they wait for, the outbox, the relay, the events, the progress."""
