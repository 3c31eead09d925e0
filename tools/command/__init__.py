"""The command line, ./studio, and what its commands share."""
