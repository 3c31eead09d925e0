"""The network and what may talk to what in it."""
