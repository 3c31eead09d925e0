"""Cast, looks and voices."""
