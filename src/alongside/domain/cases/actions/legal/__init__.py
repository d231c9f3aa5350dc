"""Legal matters: opened from cases, moved on, their days kept, their costs entered in the one ledger (CAS-17)."""
