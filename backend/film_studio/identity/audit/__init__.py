"""The audit trail: who has done what, as a chain of entries in which nobody changes one unseen."""
