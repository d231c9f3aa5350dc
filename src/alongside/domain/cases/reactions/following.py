"""What customers' cases say of them to the domain below: what follows a merge, and facts for segments and value."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.events import CASE_RATED
from alongside.domain.cases.models import Case, CaseDraft, CasePerson, Kind, PrivacyRequest
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.hooks import BELONGINGS, FACTS, Belonging, Counted
from alongside.kernel.actor import Actor
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

LATELY = timedelta(days=365)
HIGH, LOW = 4, 2


@BELONGINGS.fill
def what_they_brought() -> tuple[Belonging, ...]:
    """Their cases, what they have to do with besides, and what they have begun to report."""
    return (
        Belonging(Case, is_at_node=True),
        Belonging(CasePerson, once_per=("case_id", "role")),
        Belonging(CaseDraft),
        Belonging(PrivacyRequest),
    )


def _seen(viewer: Actor, **conditions: object) -> QuerySet:
    return Case.objects.visible_to(viewer).filter(**conditions)


def _lately(viewer: Actor, now: datetime, **conditions: object) -> QuerySet:
    return _seen(viewer, rated_at__gte=now - LATELY, **conditions)


@FACTS.fill
def what_their_cases_say() -> tuple[Counted, ...]:
    """Counts by customer, of the cases that the viewer may see (CUS-4, CUS-5)."""
    return (
        Counted(
            "open_cases", _("Number of open cases"), "case", lambda viewer, now: _seen(viewer, is_open=True)
        ),
        Counted(
            "complaints",
            _("Complaints within a year"),
            "case",
            lambda viewer, now: _seen(viewer, kind=Kind.COMPLAINT, opened_at__gte=now - LATELY),
        ),
        Counted("praise", _("Praise, ever"), "case", lambda viewer, now: _seen(viewer, kind=Kind.PRAISE)),
        Counted(
            "suggestions_adopted",
            _("Suggestions adopted"),
            "case",
            lambda viewer, now: _seen(viewer, kind=Kind.SUGGESTION, state="closed"),
        ),
        Counted("marks", _("Marks given within a year"), "case", lambda viewer, now: _lately(viewer, now)),
        Counted(
            "high_marks",
            _("High marks within a year"),
            "case",
            lambda viewer, now: _lately(viewer, now, rating__gte=HIGH),
        ),
        Counted(
            "low_marks",
            _("Low marks within a year"),
            "case",
            lambda viewer, now: _lately(viewer, now, rating__lte=LOW),
        ),
    )


@on(CASE_RATED)
def value_anew(entry: JournalEntry) -> None:
    """A mark changes what a customer is worth to us; the rest waits for the night."""
    customer = Case.objects.get(pk=entry.about_id).customer
    if customer is not None:
        revalue_customer(customer, now=entry.at)
