"""Every write to walk-in desks and their numbers, by chapters in the order of a visit."""
