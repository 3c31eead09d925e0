"""Long work of any engine as jobs: gates, outbox, relay, events, progress. It does not know films."""
