"""What is printed of the preparation of a film: breakdown sheets, schedules, days out of days, the budget."""
