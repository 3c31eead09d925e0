"""Looks for an order of shooting that costs less, by OR-Tools' CP-SAT."""
