"""Listings as people look for them, their story, and how old their verification is, in chapters."""
