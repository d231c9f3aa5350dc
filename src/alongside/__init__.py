"""Alongside (同行): customer service for real estate, from the first visit to years after moving in."""

__version__ = "0.1.0"
