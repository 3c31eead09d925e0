"""What every component builds on: names, settings, the account, prices."""
