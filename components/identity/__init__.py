"""Who may do what: roles, policy documents, boundaries, and the roles that GitHub takes on."""
