"""Cases as lines of a list: everything in words once, so that fifty lines cost little more than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from alongside.domain.cases.models import Case, Kind, Severity
from alongside.domain.conversations.models import Channel
from alongside.faces.ui.templatetags.ui import time_left
from alongside.kernel.labels import labels_of
from alongside.kernel.local_text import pick

STATE: Any = Case._meta.get_field("state")


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
    is_major: bool
    state: str
    state_code: str
    channel: str
    owner: str
    node: str
    category: str
    opened_at: datetime
    time_left: SafeString
    version: int


def rows_of(cases: Iterable[Case], *, now: datetime, suffix: str = "") -> Iterator[Row]:
    """Lines of cases that `queries.listing.for_list` read. `suffix` goes behind each address (`?list=…`)."""
    kinds, severities = labels_of(Kind), labels_of(Severity)
    channels, states = labels_of(Channel), labels_of(STATE)
    base = reverse("desk:start") + "cases/"
    for case in cases:
        yield Row(
            id=case.pk,
            number=case.number,
            url=f"{base}{case.number}/{suffix}",
            title=case.title,
            customer=case.customer.name if case.customer else "",
            place=case.unit.label if case.unit else case.place_words,
            kind=kinds[case.kind],
            kind_code=case.kind,
            severity=severities[case.severity],
            is_grave=case.severity <= Severity.SERIOUS,
            is_major=case.is_major,
            state=states[case.state],
            state_code=case.state,
            channel=channels[case.channel],
            owner=case.owner.name if case.owner else "",
            node=case.node.name,
            category=pick(case.category.name) if case.category else "",
            opened_at=case.opened_at,
            time_left=time_left(case.next_due_at, now, case.is_waiting_for_customer),
            version=case.version,
        )
