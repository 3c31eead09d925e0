"""The budget: what the film costs, from the top sheet to each line, and which of it follows from the schedule."""
