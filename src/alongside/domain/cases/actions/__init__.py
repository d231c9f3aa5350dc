"""Every write to cases, in chapters named for the life cycle."""
