"""What the company learns from its cases (CAS-13)."""
