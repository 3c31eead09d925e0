"""The stripboard: scenes in an order of shooting, parted into days."""
