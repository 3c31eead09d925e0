"""The ground that every other floor stands on: settings, problems, database, storage. It does not know films."""
