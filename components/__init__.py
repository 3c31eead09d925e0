"""What the infrastructure is made of: one noun a file. `__main__.py` puts them together."""
