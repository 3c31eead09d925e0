"""The schedule: scenes as strips in an order of shooting, parted into days, what that costs and what clashes."""
