"""Call sheets: who is called when and where on a day of a schedule, given out in versions."""
