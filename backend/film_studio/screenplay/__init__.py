"""Screenplays: reads and writes Fountain, counts pages, tells who speaks in which language. No SQL, no network."""
