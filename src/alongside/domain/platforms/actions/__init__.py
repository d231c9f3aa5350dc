"""Every write to platforms."""
