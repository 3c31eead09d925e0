"""A stack's workers under load: the policies that are deployed, played through against spot, crashes and poison."""
