"""PostgreSQL as Django speaks to it, but for the question whether a connection of the pool still lives."""
