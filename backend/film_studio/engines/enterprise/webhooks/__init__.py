"""Webhooks: an organisation's own addresses, which are told of what happens."""
