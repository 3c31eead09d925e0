"""What works on the program and runs it: evaluation, the laptop's cloud, the command line. Nobody imports it."""
