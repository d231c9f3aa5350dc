"""Lists of cases: conditions, order, keyset pages, and search (CAS-14, CAS-16).

Of a common word the newest hits come by walking the newest cases and testing each, of a rare one from the
n-gram index. Which it is, the kernel's remembered counts say; they also count hits exactly, however many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case, CaseQuerySet, CaseSearch, Category, SavedView
from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.paging import (
    Page,
    after_ascending,
    after_descending,
    count_up_to,
    token_of,
    values_of,
)
from alongside.domain.cases.queries.slices import within_slice
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.planning import planned_anew
from alongside.kernel.prepared import AnyOf, Given, Prepared
from alongside.kernel.refusals import Refused
from alongside.kernel.search import Asked, holds
from alongside.kernel.search_counts import are_many, count_hits

__all__ = [
    "Conditions",
    "Page",
    "cases_matching",
    "count_matching",
    "count_up_to",
    "for_list",
    "newest_of_words",
    "page_of",
    "saved_views_of",
]

PAGE = 50
SEARCH_TABLE = "cases_casesearch"
SOON = timedelta(hours=4)
MOST_NODES_BY_NAME = 1_000
MOST_HITS = 2**31 - 1
_WHOLE_NUMBER = re.compile(r"[A-Z0-9]{1,8}-\d{4}-\d{4,9}")
_SPOKEN_NUMBER = re.compile(r"\d{4}-\d{4,9}")

_LIST_COLUMNS = (
    "number", "title", "kind", "severity", "channel", "state", "is_open", "is_major",
    "is_waiting_for_customer", "opened_at", "closed_at", "changed_at", "next_due_at", "next_milestone",
    "rating", "reopened_count", "place_words", "public_area_id", "version",
    "node__name", "node__zone", "customer__name", "customer__form_of_address", "customer__tier",
    "unit__label", "owner__name", "category__name", "category__code",
)  # fmt: skip

_FIELDS_OF_ORDER = {
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
    "changed": ("-changed_at", "-id"),
}


def cases_matching(
    viewer: Actor, conditions: Conditions | Mapping[str, Any], *, now: datetime | None = None
) -> CaseQuerySet:
    """The cases that the viewer may see and that meet the conditions, in their order. Slice or page it.

    `now` is needed where late or soon is asked, or how long a case has waited.
    """
    asked = conditions if isinstance(conditions, Conditions) else Conditions.from_query(conditions)
    cases = Case.objects.visible_to(viewer)
    for condition in _conditions(asked, viewer, now):
        cases = cases.filter(condition)
    if asked.order == "due":
        return cases.order_by(F("next_due_at").asc(nulls_last=True), "id")
    return cases.order_by(*_FIELDS_OF_ORDER[asked.order])


def page_of(
    viewer: Actor,
    conditions: Conditions | Mapping[str, Any],
    *,
    now: datetime | None = None,
    limit: int = PAGE,
    after: str = "",
) -> Page[Case]:
    """One page of a list with what its rows show. One query, whatever is shown. `after` is `Page.next`."""
    asked = conditions if isinstance(conditions, Conditions) else Conditions.from_query(conditions)
    cases = cases_matching(viewer, asked, now=now)
    field = {"due": "next_due_at", "changed": "changed_at"}.get(asked.order, "opened_at")
    if after:
        value, pk = values_of(after, (datetime, int))
        if pk is None or (value is None and field != "next_due_at"):
            raise Refused(_("This address of a page is damaged; start from the first page."), field="after")
        if asked.order in ("newest", "changed"):
            cases = cases.filter(after_descending(field, value, pk))
        else:
            cases = cases.filter(after_ascending(field, value, pk))
    with planned_anew():
        return _page(list(for_list(cases)[: limit + 1]), field, limit)


def _page(rows: list[Case], field: str, limit: int) -> Page[Case]:
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=rows[:limit], next=token_of(getattr(last, field), last.pk) if last else "")


def newest_of_words(viewer: Actor, words: str, *, limit: int = PAGE) -> Page[Case]:
    """The newest cases that hold all these words, or the case of that number: `page_of` of words alone, at once.

    Four queries. Raises Refused for too many words.
    """
    if _is_number(words):
        return page_of(viewer, Conditions(q=words), limit=limit)
    try:
        asked = Asked.of(words)
        if asked is None:
            return Page([])
        hits = count_hits(SEARCH_TABLE, words, _node_ids(viewer))
    except QueryTooLong as error:
        raise Refused(_("That is too long to search for."), field="q") from error
    many = are_many(SEARCH_TABLE, hits)
    # Planning the walk over two tables for its own words is cheap; the names that rows show come after it.
    with planned_anew() if many else nullcontext():
        found = _words_query(limit, many, asked.is_settled)(
            viewer, vector=asked.vector, patterns=list(asked.patterns)
        )
    return _page(listed(found), "opened_at", limit)


@cache
def _words_query(limit: int, many: bool, is_settled: bool) -> Prepared[Case]:
    def build(viewer: Actor) -> CaseQuerySet:
        words: dict[str, Any] = {"vector": Given("vector"), "patterns": Given("patterns")}
        condition = _with_words(many=many, is_settled=is_settled, **words)
        found = Case.objects.visible_to(viewer).filter(condition).order_by(*_FIELDS_OF_ORDER["newest"])
        return found.only("pk")[: limit + 1]

    return Prepared(build)


_LISTED = Prepared(lambda: for_list(Case.objects.filter(AnyOf("pk", "ids"))).order_by())


def listed(cases: list[Case]) -> list[Case]:
    """The same cases in the same order with what rows show (`for_list`). One query.

    To find a page first and name its rows after is quicker than both at once: the server plans and sorts less.
    """
    rows = {one.pk: one for one in _LISTED(ids=[one.pk for one in cases])} if cases else {}
    return [rows[one.pk] for one in cases if one.pk in rows]


def _with_words(*, vector: Any, patterns: Any, many: bool, is_settled: bool) -> Q:
    if many:
        return holds(vector, patterns, "search__", by_index=False, by_text=True)
    # The slice keeps PostgreSQL from walking all cases in the hope of meeting a rare word early.
    found = CaseSearch.objects.filter(holds(vector, patterns, by_index=True, by_text=not is_settled))
    return Q(pk__in=found.values("case_id")[:MOST_HITS])


def count_matching(
    viewer: Actor,
    conditions: Conditions | Mapping[str, Any],
    *,
    now: datetime | None = None,
    most: int = 10_000,
) -> tuple[int, bool]:
    """How many cases match, and whether that is all of them.

    Words alone are counted exactly, however many; with other conditions the count stops at `most`.
    """
    asked = conditions if isinstance(conditions, Conditions) else Conditions.from_query(conditions)
    only_words = set(asked.as_query()) <= {"q", "order", "node"} and asked.q and not _is_number(asked.q)
    by_node = viewer.kind != "customer" and (
        viewer.reach(SEE_CASES).everywhere or not viewer.reach(SEE_OWN_CASES)
    )
    if only_words and by_node:
        seen = _node_ids(viewer)
        if asked.node is not None:
            below = _subtree(asked.node)
            seen = below if seen is None else sorted(set(below) & set(seen))
        return count_hits(SEARCH_TABLE, asked.q, seen), True
    with planned_anew():
        return count_up_to(cases_matching(viewer, asked, now=now), most)


def for_list(cases: CaseQuerySet) -> CaseQuerySet:
    """With the few columns and names that a row of a list shows."""
    return cases.select_related("node", "customer", "unit", "owner", "category").only(*_LIST_COLUMNS)


def saved_views_of(viewer: Actor) -> list[SavedView]:
    """One's own saved lists first, then those shared at the nodes where one may work."""
    if viewer.kind != "staff":
        return []
    own = list(SavedView.objects.filter(owner_id=viewer.id))
    nodes = Node.objects.visible_to(viewer, SEE_CASES).values("id")
    shared = SavedView.objects.filter(node__in=nodes).exclude(owner_id=viewer.id).select_related("owner")
    return own + list(shared[:100])


def _conditions(asked: Conditions, viewer: Actor, now: datetime | None) -> list[Q]:
    found = []
    several = {"kind": asked.kind, "state": asked.state, "severity": asked.severity, "channel": asked.channel}
    for name, values in {**several, "rating": asked.rating}.items():
        if len(values) == 1:
            found.append(Q(**{name: values[0]}))
        elif values:
            found.append(Q(**{f"{name}__in": values}))
    exact = {
        "is_open": asked.open,
        "is_major": asked.major,
        "is_waiting_for_customer": asked.waiting,
        "customer_id": asked.customer,
        "unit_id": asked.unit,
        "estate_id": asked.estate,
    }
    found += [Q(**{name: value}) for name, value in exact.items() if value is not None]
    if asked.category:
        below = Category.objects.filter(Q(code=asked.category) | Q(code__startswith=f"{asked.category}/"))
        found.append(Q(category_id__in=list(below.values_list("id", flat=True))))
    if asked.node is not None:
        found.append(Q(node_id__in=_subtree(asked.node)))
    if asked.owner:
        found.append(_owned(asked.owner, viewer))
    if asked.reopened is not None:
        found.append(Q(reopened_count__gt=0) if asked.reopened else Q(reopened_count=0))
    if asked.due:
        found.append(_due(asked.due, now))
    if asked.milestone:
        found.append(Q(is_open=True, next_milestone=asked.milestone))
    found += _between("opened_at", asked.opened_from, asked.opened_until, asked.node)
    found += _between("closed_at", asked.closed_from, asked.closed_until, asked.node)
    if asked.figure:
        found.append(_behind_figure(asked, viewer, now))
    if asked.q:
        found.append(_found_by(asked.q, viewer))
    return found


def _behind_figure(asked: Conditions, viewer: Actor, now: datetime | None) -> Q:
    days = Conditions(
        kind=asked.kind, node=asked.node, opened_from=asked.opened_from, opened_until=asked.opened_until
    )
    return within_slice(
        asked.figure,
        node_id=asked.node,
        zone=_zone(asked.node),
        span=lambda: cases_matching(viewer, days),
        now=now,
    )


def _subtree(node_id: int) -> list[int]:
    path = Node.objects.filter(pk=node_id).values_list("path", flat=True).first()
    return list(Node.objects.filter(path__startswith=path).values_list("id", flat=True)) if path else []


def _owned(owner: str, viewer: Actor) -> Q:
    if owner == "none":
        return Q(owner__isnull=True)
    if owner == "me":
        return Q(owner_id=viewer.id) if viewer.kind == "staff" else Q(pk__in=[])
    return Q(owner_id=int(owner))


def _due(due: str, now: datetime | None) -> Q:
    if due == "any":
        return Q(is_open=True, next_due_at__isnull=False)
    if now is None:
        raise ValueError("late and soon need the time")
    if due == "late":
        return Q(is_open=True, next_due_at__lt=now)
    return Q(is_open=True, next_due_at__gte=now, next_due_at__lt=now + SOON)


def _between(field: str, first: date | None, last: date | None, node_id: int | None) -> list[Q]:
    """Whole days in the zone of the node asked for (else of the root)."""
    if first is None and last is None:
        return []
    zone = _zone(node_id)
    found = []
    if first is not None:
        found.append(Q(**{f"{field}__gte": datetime.combine(first, time(), zone)}))
    if last is not None:
        found.append(Q(**{f"{field}__lt": datetime.combine(last + timedelta(days=1), time(), zone)}))
    return found


def _zone(node_id: int | None) -> ZoneInfo:
    asked = (
        Node.objects.filter(pk=node_id) if node_id is not None else Node.objects.filter(parent__isnull=True)
    )
    return ZoneInfo(asked.values_list("zone", flat=True).first() or "Asia/Shanghai")


def _found_by(q: str, viewer: Actor) -> Q:
    """A case number, whole or as spoken without the letters, is found by itself; else the words are searched."""
    number = _number(q)
    if _WHOLE_NUMBER.fullmatch(number):
        return Q(number=number)
    if _SPOKEN_NUMBER.fullmatch(number):
        codes = Node.objects.values_list("code", flat=True)[:MOST_NODES_BY_NAME]
        return Q(number__in=[f"{code}-{number}" for code in codes])
    try:
        asked = Asked.of(q)
        if asked is None:
            return Q(pk__in=())
        many = are_many(SEARCH_TABLE, count_hits(SEARCH_TABLE, q, _node_ids(viewer)))
        return _with_words(
            vector=asked.vector, patterns=list(asked.patterns), many=many, is_settled=asked.is_settled
        )
    except QueryTooLong as error:
        raise Refused(_("That is too long to search for."), field="q") from error


def _number(q: str) -> str:
    return q.upper().replace("–", "-").replace("—", "-")


def _is_number(q: str) -> bool:
    return bool(_WHOLE_NUMBER.fullmatch(_number(q)) or _SPOKEN_NUMBER.fullmatch(_number(q)))


def _node_ids(viewer: Actor) -> list[int] | None:
    reach = viewer.reach(SEE_CASES)
    return None if reach.everywhere else sorted(reach.node_ids)
