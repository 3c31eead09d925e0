"""Plans the shots of a film: breaks scenes down, places people, covers what happens."""
