"""How speed is measured: `make bench`. Loads cases, serves them, and times each way of working beside raw SQL."""
