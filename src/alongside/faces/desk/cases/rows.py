"""Cases as lines of a list: everything in words once, so that fifty lines cost little more than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from alongside.domain.cases.models import Case, Kind, Severity
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.faces.ui.templatetags.ui import time_left

# What a line shows, and no more: cases are read narrow.
COLUMNS = (
    "id", "number", "title", "kind", "severity", "state", "channel", "is_major", "is_open",
    "is_waiting_for_customer", "next_due_at", "opened_at", "place_words", "version",
    "customer__name", "unit__label", "owner__name", "category__name", "node__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list, ready to be written down."""

    id: int
    number: str
    url: str
    title: str
    customer: str
    place: str
    kind: str
    kind_code: str
    severity: str
    is_grave: bool
    state: str
    state_code: str
    channel: str
    owner: str
    node: str
    category: dict[str, str] | None
    opened_at: datetime
    time_left: SafeString
    version: int


def narrow(cases: QuerySet[Case]) -> QuerySet:
    """The query behind `rows_of`: one, whatever the number of lines."""
    return cases.values(*COLUMNS)


def rows_of(found: Iterable[dict], *, now: datetime, suffix: str = "") -> Iterator[Row]:
    """Lines from `narrow` rows. `suffix` goes behind each address (`?list=…`)."""
    kinds, severities = _said(Kind.choices), _said(Severity.choices)
    channels, states = _said(Channel.choices), _said(LABELS.items())
    base = reverse("desk:start") + "cases/"
    for one in found:
        yield Row(
            id=one["id"],
            number=one["number"],
            url=f"{base}{one['number']}/{suffix}",
            title=one["title"],
            customer=one["customer__name"] or "",
            place=one["unit__label"] or one["place_words"],
            kind=kinds[one["kind"]],
            kind_code=one["kind"],
            severity=severities[one["severity"]],
            is_grave=one["severity"] <= Severity.SERIOUS,
            state=states[one["state"]],
            state_code=one["state"],
            channel=channels[one["channel"]],
            owner=one["owner__name"] or "",
            node=one["node__name"],
            category=one["category__name"],
            opened_at=one["opened_at"],
            time_left=time_left(one["next_due_at"], now, one["is_waiting_for_customer"]),
            version=one["version"],
        )


def _said(choices: Iterable[tuple]) -> dict:
    """Labels in the reader's language, each translated once a page."""
    return {code: str(label) for code, label in choices}
