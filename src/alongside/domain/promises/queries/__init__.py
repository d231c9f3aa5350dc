"""Reads across promises."""
