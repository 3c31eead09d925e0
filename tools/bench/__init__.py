"""Benchmarks: each compares within one run, because absolute times are of one machine."""
