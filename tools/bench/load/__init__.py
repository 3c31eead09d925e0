"""`./studio load`: how the API does when everybody comes at once, on this machine."""
