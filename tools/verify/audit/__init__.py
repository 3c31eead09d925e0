"""What an independent auditing tool says of a stack."""
