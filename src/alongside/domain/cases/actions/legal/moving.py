"""The way of a legal matter: filed, heard, judged or settled or withdrawn, carried out (CAS-17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.legal.opening import tell
from alongside.domain.cases.models import LegalMatter, LossEntry
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS
from alongside.domain.cases.rules.legal import check_on, check_text
from alongside.domain.cases.states import LEGAL_ENDED, LEGAL_STATES
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

Outcome = LegalMatter.Outcome
JUDGED = (Outcome.WON, Outcome.PARTLY, Outcome.LOST)


@transaction.atomic
def file_matter(
    matter: LegalMatter,
    *,
    on: date,
    body_name: str,
    by: Actor,
    now: datetime,
    body_number: str = "",
    seen: int | None = None,
) -> LegalMatter:
    """It lies before a court or an arbitration body; the number that it gave may be added later."""
    said = _before_whom(body_name, body_number)
    return _move(matter, "file_matter", on=on, by=by, now=now, seen=seen, filed_on=on, **said)


@transaction.atomic
def hear_matter(
    matter: LegalMatter, *, on: date, by: Actor, now: datetime, seen: int | None = None
) -> LegalMatter:
    """It was heard. What is set for a later day is a day of its own."""
    return _move(matter, "hear_matter", on=on, by=by, now=now, seen=seen, heard_on=on)


@transaction.atomic
def judge_matter(
    matter: LegalMatter,
    *,
    on: date,
    outcome: str,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> LegalMatter:
    """A judgment or an award. It can be appealed, settled after all, or carried out."""
    if outcome not in JUDGED:
        raise Refused(_("Choose how it ended."), field="outcome")
    words = _outcome_words(words)
    return _move(matter, "judge_matter", on=on, by=by, now=now, seen=seen, decided_on=on,
                 outcome=outcome, outcome_words=words)  # fmt: skip


@transaction.atomic
def appeal_matter(
    matter: LegalMatter,
    *,
    on: date,
    body_name: str,
    by: Actor,
    now: datetime,
    body_number: str = "",
    seen: int | None = None,
) -> LegalMatter:
    """Whoever appeals: it lies before the next instance, and is open again."""
    said = _before_whom(body_name, body_number)
    return _move(matter, "appeal_matter", on=on, by=by, now=now, seen=seen, filed_on=on, heard_on=None,
                 decided_on=None, outcome="", is_appeal=True, **said)  # fmt: skip


@transaction.atomic
def settle_matter(
    matter: LegalMatter, *, on: date, words: str, by: Actor, now: datetime, seen: int | None = None
) -> LegalMatter:
    """Both sides agree, before or after a judgment. It ends when it is carried out."""
    words = _outcome_words(words)
    return _move(matter, "settle_matter", on=on, by=by, now=now, seen=seen, decided_on=on,
                 outcome=Outcome.SETTLED, outcome_words=words)  # fmt: skip


@transaction.atomic
def withdraw_matter(
    matter: LegalMatter, *, on: date, words: str, by: Actor, now: datetime, seen: int | None = None
) -> LegalMatter:
    """Whose claim it was took it back: the matter is at its end."""
    words = _outcome_words(words)
    return _move(matter, "withdraw_matter", on=on, by=by, now=now, seen=seen, decided_on=on,
                 ended_on=on, outcome=Outcome.WITHDRAWN, outcome_words=words)  # fmt: skip


@transaction.atomic
def carry_out_matter(
    matter: LegalMatter, *, on: date, by: Actor, now: datetime, seen: int | None = None
) -> LegalMatter:
    """What was decided or agreed is done. Refused while a cost of it waits for its yes."""
    return _move(matter, "carry_out_matter", on=on, by=by, now=now, seen=seen, ended_on=on)


def _move(
    matter: LegalMatter,
    move: str,
    *,
    on: date,
    by: Actor,
    now: datetime,
    seen: int | None,
    is_appeal: bool = False,
    **changes: Any,
) -> LegalMatter:
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    matter = lock(matter, seen=seen)
    was = matter.state
    matter.state = LEGAL_STATES.check(move, was)
    before = max(filter(None, (matter.filed_on, matter.heard_on, matter.decided_on)), default=None)
    check_on(on, zone=matter.node.zone, now=now, since=before)
    if matter.state in LEGAL_ENDED:
        _check_paid(matter)
    if is_appeal:
        changes["appeals"] = matter.appeals + 1
    for name, value in changes.items():
        setattr(matter, name, value)
    matter.version += 1
    matter.save(update_fields=["state", "version", *changes])
    if matter.is_ended:
        matter.dates.filter(done_at__isnull=True).update(done_at=now, is_dropped=True, remind_at=None)
    facts = {"from": was, "to": matter.state, "on": on.isoformat(), "outcome": matter.outcome}
    tell(events.LEGAL_MOVED, matter, by=by, now=now, **facts)
    return matter


def _check_paid(matter: LegalMatter) -> None:
    waiting = LossEntry.objects.filter(legal__matter=matter, state=LossEntry.State.ENTERED)
    if waiting.exists():
        raise Refused(_("A cost of this matter still waits for its yes. Let it be decided first."))


def _before_whom(body_name: str, body_number: str) -> dict[str, Any]:
    return {
        "body_name": check_text(
            body_name, field="body_name", message=_("Say before which court or arbitration body."), most=120
        ),
        "body_number": check_text(body_number, field="body_number", most=80, optional=True),
    }


def _outcome_words(words: str) -> str:
    return check_text(words, field="words", message=_("Say in a few words what was decided or agreed."))
