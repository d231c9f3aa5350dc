"""The pack of the monthly case meeting: what goes into it, when it is due, how it is read (CAS-13)."""
