"""Projects: what an organisation works on."""
