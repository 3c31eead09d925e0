"""PostgreSQL: the declarative base, sessions that belong to one organisation, and the migrations."""
