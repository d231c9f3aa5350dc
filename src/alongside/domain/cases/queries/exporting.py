"""Cases as a table that goes out: names masked, or in full after somebody else's yes (CUS-10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.models import Case, Kind, Severity
from alongside.domain.cases.permissions import EXPORT_CASES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.listing import cases_matching, for_list
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.domain.work.hooks import Exporter
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick

BATCH = 1_000


def columns() -> Sequence[Any]:
    return [
        _("Number"), _("Subject"), _("Kind"), _("Severity"), _("State"), _("Customer"), _("Place"), _("Category"),
        _("Channel"), _("In charge"), _("Project"), _("Received"), _("Closed"), _("Due"), _("Satisfaction"),
    ]  # fmt: skip


def _found(viewer: Actor, conditions: Mapping[str, Any], now: datetime):
    asked = Conditions.from_query({name: value for name, value in conditions.items() if name != "order"})
    return viewer.limit(cases_matching(viewer, asked, now=now), EXPORT_CASES)


def count(viewer: Actor, conditions: Mapping[str, Any], now: datetime) -> int:
    return _found(viewer, conditions, now).count()


def rows(
    viewer: Actor, conditions: Mapping[str, Any], *, is_masked: bool, now: datetime
) -> Iterator[tuple[Sequence[int], Sequence[Any]]]:
    """The newest first. Which ones is decided once; each batch is read as of its moment."""
    ids = iter(list(_found(viewer, conditions, now).order_by("-pk").values_list("pk", flat=True)))
    kinds, severities = dict(Kind.choices), dict(Severity.choices)
    channels = dict(Channel.choices)
    while batch := list(islice(ids, BATCH)):
        by_id = for_list(Case.objects.visible_to(viewer).filter(pk__in=batch)).in_bulk()
        for pk in batch:
            if pk in by_id:
                case = by_id[pk]
                yield [case.customer_id] if case.customer_id else [], _cells(
                    case, is_masked, str(kinds[case.kind]), str(severities[case.severity]), str(channels[case.channel])
                )  # fmt: skip


def _cells(case: Case, is_masked: bool, kind: str, severity: str, channel: str) -> list[Any]:
    name = case.customer.name if case.customer else ""
    return [
        case.number, case.title, kind, severity, str(LABELS[case.state]),
        f"{name[:1]}··" if is_masked and name else name,
        case.unit.label if case.unit else case.place_words, pick(case.category.name) if case.category else "",
        channel, case.owner.name if case.owner else "", case.node.name, _local(case.opened_at), _local(case.closed_at),
        _local(case.next_due_at), case.rating,
    ]  # fmt: skip


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None


CASES_OUT = Exporter("cases", gettext_lazy("Cases"), EXPORT_CASES, columns, count, rows)
