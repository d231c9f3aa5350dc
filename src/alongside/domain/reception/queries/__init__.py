"""Who waits where, how long it is likely to take, and how the day went."""
