"""What cases ask of those above, now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alongside.kernel.hooks import Hook


@dataclass(frozen=True)
class DailyPaper:
    """A complaint daily as a document: the PDF, its file name, and the address of its page (may be empty)."""

    pdf: bytes
    file_name: str
    url: str = ""


# (node id, day, language of the reader); the answerer reads `daily_of(node, on, SYSTEM)` and knows how it looks.
daily_as_paper: Hook[[int, date, str], DailyPaper] = Hook("What does the complaint daily look like on paper?")
