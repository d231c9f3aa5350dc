"""Reads of privacy: who looked at whom, who one person is, what a certificate says."""

from alongside.domain.privacy.queries.certifying import certificate_facts, same_person
from alongside.domain.privacy.queries.reading import (
    last_read,
    lines_about,
    lines_for,
    masked_names,
    persons_meant,
    staff_names,
)

__all__ = [
    "certificate_facts",
    "last_read",
    "lines_about",
    "lines_for",
    "masked_names",
    "persons_meant",
    "same_person",
    "staff_names",
]
