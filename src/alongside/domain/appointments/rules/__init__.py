"""Pure decisions about batches and slots."""
