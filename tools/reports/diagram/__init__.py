"""A stack as a picture, drawn from what the program registers: network, services, data, and who may do what."""
