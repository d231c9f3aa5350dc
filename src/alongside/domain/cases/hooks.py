"""What cases ask of those above, now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alongside.kernel.hooks import Hook


@dataclass(frozen=True)
class Paper:
    """A complaint daily, or the pack of a case meeting, as a document: the PDF, its file name, and the address of its
    page (may be empty)."""

    pdf: bytes
    file_name: str
    url: str = ""


# (node id, day, language of the reader); the answerer reads `daily_of(node, on, SYSTEM)` and knows how it looks.
daily_as_paper: Hook[[int, date, str], Paper] = Hook("What does the complaint daily look like on paper?")

# (meeting id, language of the reader); the answerer reads `pack_given_out(meeting)` and knows how it looks.
pack_as_paper: Hook[[int, str], Paper] = Hook("What does the pack of a case meeting look like on paper?")
