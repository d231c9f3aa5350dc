"""What is done about how personal data is read."""
