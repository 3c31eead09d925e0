"""The production engine: shots, and the productions that turn a revision into a film."""
