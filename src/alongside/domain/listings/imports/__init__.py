"""Listings in bulk from a table."""
