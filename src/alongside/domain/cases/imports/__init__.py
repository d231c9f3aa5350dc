"""Bulk loading of cases and of what they are made of: set-based, in one transaction a batch."""
