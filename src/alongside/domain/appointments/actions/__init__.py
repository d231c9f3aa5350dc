"""Every write to batches, slots and invitations, by chapters in the order of a batch's life."""
