"""Several cases on one matter (CAS-11, CAS-19): they follow a lead case, hear one answer, are resolved together."""
