"""The demo company and the cases that the benchmark loads: people, homes and what happens in them."""
