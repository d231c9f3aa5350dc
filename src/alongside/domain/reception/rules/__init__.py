"""What holds at a walk-in desk, decided without asking the database."""
