"""`./studio audit`: what an independent auditing tool says of a stack."""

from tools.verify.audit.command import main

__all__ = ["main"]
