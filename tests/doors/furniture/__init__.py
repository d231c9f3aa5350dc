"""One of everything behind the doors, made through the actions."""
