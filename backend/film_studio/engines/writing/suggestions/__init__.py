"""Suggestions: a text that a template or a model proposes for a place of a revision, until a writer accepts it, hunk by
hunk, or rejects it. Nothing of the screenplay changes before."""
