"""A copy of everything that is held about a person, for them alone, for a few days (INF-4)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.privacy import events
from alongside.domain.privacy.hooks import COPY, CopyPart
from alongside.domain.privacy.models import PersonalCopy
from alongside.domain.privacy.permissions import ASK_ABOUT_OWN_DATA, HANDLE_PRIVACY_REQUESTS
from alongside.domain.privacy.queries import same_person
from alongside.domain.privacy.queries.held import held_about
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

KEPT = timedelta(days=7)


@transaction.atomic
def make_copy(customer: Customer, *, by: Actor, now: datetime, case_id: int | None = None) -> PersonalCopy:
    """What every domain holds about them at this moment, in their language; it can be opened for a week.

    A copy that was made before is replaced.
    """
    customer.require_at_their_nodes(HANDLE_PRIVACY_REQUESTS, by)
    customer = Customer.objects.select_for_update(of=("self",)).select_related("node").get(pk=customer.pk)
    with translation.override(customer.language):
        parts = [*held_about(customer), *(one for some in COPY.ask(customer.pk) for one in some)]
        content = json.dumps([_written(one) for one in parts if one.rows], ensure_ascii=False)
    PersonalCopy.objects.filter(customer__in=same_person(customer)).delete()
    return PersonalCopy.objects.create(
        customer=customer,
        node=customer.node,
        case_id=case_id,
        content=content,
        made_at=now,
        expires_at=now + KEPT,
    )


def note_copy_opened(copy: PersonalCopy, *, now: datetime) -> None:
    """The person has opened it; the first time counts."""
    PersonalCopy.objects.filter(pk=copy.pk, opened_at__isnull=True).update(opened_at=now)


@transaction.atomic
def take_copy(copy: PersonalCopy, *, by: Actor, now: datetime) -> None:
    """The person takes it with them, files and all; each time is a line in the journal."""
    by.require(ASK_ABOUT_OWN_DATA, on=copy)
    if copy.expires_at <= now:
        raise Refused(_("This copy is over. Ask for a new one."))
    note_copy_opened(copy, now=now)
    journal.record(events.COPY_TAKEN, about=copy.customer, by=by, at=now, facts={"case": copy.case_id})


def forget_copies(*, now: datetime) -> int:
    """Delete those whose time is over; how many."""
    return PersonalCopy.objects.filter(expires_at__lte=now).delete()[0]


def _written(part: CopyPart) -> dict[str, object]:
    return {
        "code": part.code,
        "title": str(part.title),
        "columns": [str(one) for one in part.columns],
        "rows": [[_text(cell) for cell in row] for row in part.rows],
    }


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
