"""Reads across journeys."""
