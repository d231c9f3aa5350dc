"""Reads across the tables of cases."""
