"""What a card says, when it goes, and when we try again. Pure."""
