"""What the company learns from its cases: lessons, and the pack of the monthly case meeting (CAS-13)."""
