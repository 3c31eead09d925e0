"""What a stack costs a month, line by line: what the program registers, times the dated price file."""
