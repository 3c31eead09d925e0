"""Who is calling: API keys, and the dependencies that give a request its organisation and its session."""
