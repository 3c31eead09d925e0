"""The ground that every other floor stands on: settings, problems, database, storage. It knows no film."""
