"""Reads of privacy: who looked at whom, who one person is, what a certificate says."""

from alongside.domain.privacy.queries.certifying import certificate_facts, same_person
from alongside.domain.privacy.queries.own_files import named_files
from alongside.domain.privacy.queries.own_looks import Look, LookPage, looks_at_own_data
from alongside.domain.privacy.queries.reading import (
    lines_about,
    lines_for,
    masked_names,
    persons_meant,
    staff_names,
)

__all__ = [
    "Look",
    "LookPage",
    "certificate_facts",
    "lines_about",
    "lines_for",
    "looks_at_own_data",
    "masked_names",
    "named_files",
    "persons_meant",
    "same_person",
    "staff_names",
]
