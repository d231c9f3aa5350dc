"""Short messages: how long one is, and the gateways through which it goes, one file each."""
