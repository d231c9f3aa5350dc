"""Draws the tables of moves into docs/states.md: `PYTHONPATH=src .venv/bin/python tools/draw_states.py`."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")

from alongside.domain.appointments.states import BATCH_STATES, INVITATION_STATES
from alongside.domain.bulletins.states import BULLETIN_STATES
from alongside.domain.cases.states import LEGAL_STATES, LESSON_STATES, LONG_WAY, SHORT_WAY
from alongside.domain.estates.states import UNIT_STATES
from alongside.domain.journeys.states import JOURNEY_STATES, STEP_STATES
from alongside.domain.knowledge.states import ARTICLE_STATES, VERSION_STATES
from alongside.domain.listings.states import LISTING_STATES
from alongside.domain.promises.states import PROMISE_STATES
from alongside.domain.reception.states import TICKET_STATES
from alongside.domain.work.states import ANNOUNCEMENT_STATES, APPROVAL_STATES, EXPORT_STATES, TASK_STATES

PAGE = Path(__file__).parent.parent / "docs" / "states.md"
TABLES = {
    "The way of a complaint or dispute (CAS-3)": LONG_WAY,
    "The way of a repair request, enquiry, suggestion or praise": SHORT_WAY,
    "The way of a unit (EST-2)": UNIT_STATES,
    "The way of a listing (EST-4)": LISTING_STATES,
    "The way of a promise (SAL-4)": PROMISE_STATES,
    "The way of a journey (JRN-3)": JOURNEY_STATES,
    "The way of a step of a journey (JRN-5)": STEP_STATES,
    "The way of a progress report or notice of change (JRN-6)": BULLETIN_STATES,
    "The way of a batch of appointments (JRN-7)": BATCH_STATES,
    "The way of an invitation to it (JRN-7)": INVITATION_STATES,
    "The way of a number at the walk-in desk (CHN-6)": TICKET_STATES,
    "The way of a cooperation task (ORG-10)": TASK_STATES,
    "The way of an announcement (ORG-10)": ANNOUNCEMENT_STATES,
    "The way of an approval (ORG-9)": APPROVAL_STATES,
    "The way of an export (CUS-10)": EXPORT_STATES,
    "The way of an article (CHN-9)": ARTICLE_STATES,
    "The way of a version of an article (CHN-9)": VERSION_STATES,
    "The way of a legal matter (CAS-17)": LEGAL_STATES,
    "The way of a lesson in the case library (CAS-13)": LESSON_STATES,
}


def drawn() -> str:
    """The whole page."""
    parts = ["# States\n\nDrawn from the code by `tools/draw_states.py`; a test holds the page to it.\n"]
    parts += [f"\n## {title}\n\n```mermaid\n{table.as_mermaid()}\n```\n" for title, table in TABLES.items()]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
