"""Who is in a segment, worked out when it is asked for (CUS-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.customers.hooks import Chosen, Counted
from alongside.domain.customers.models import Customer, Segment
from alongside.domain.customers.queries.facts import AT_LEAST, AT_MOST, HOW, IS, IS_NOT, facts, narrowed
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MOST_CONDITIONS = 12
MOST_COUNTED = 10_000
LARGEST = 1_000_000
Condition = Sequence[str]  # fact, how, value


@dataclass(frozen=True)
class Count:
    """How many, exactly up to MOST_COUNTED; beyond that at least so many."""

    number: int
    is_more: bool


def customers_in(segment: Segment, viewer: Actor, *, now: datetime) -> QuerySet[Customer]:
    """The customers whom the viewer may see and who meet the segment's conditions."""
    return customers_meeting(segment.conditions, viewer, is_any=segment.is_any, now=now)


def as_conditions(segment: Segment) -> dict[str, Any]:
    """The segment as it is now, for what asks later: an export goes by what was asked, whatever becomes of the name."""
    return {"segment": segment.name, "meeting": segment.conditions, "is_any": segment.is_any}


def customers_meeting(
    conditions: Iterable[Condition], viewer: Actor, *, is_any: bool, now: datetime
) -> QuerySet[Customer]:
    """The same for conditions that have no name yet. Facts are those that the viewer may see, too (ORG-3).

    Raises Refused for a condition that means nothing.
    """
    known, whole = facts(), Q()
    meant = checked(conditions)
    for fact, how, value in meant:
        one = narrowed(known[fact], how, value, viewer, now, is_beside=not is_any or len(meant) == 1)
        whole = whole | one if is_any else whole & one
    return Customer.objects.visible_to(viewer).filter(whole)


def count_meeting(conditions: Iterable[Condition], viewer: Actor, *, is_any: bool, now: datetime) -> Count:
    """How many they are, within what the viewer reaches."""
    found = customers_meeting(conditions, viewer, is_any=is_any, now=now).order_by()
    number = found.values("pk")[: MOST_COUNTED + 1].count()
    return Count(min(number, MOST_COUNTED), number > MOST_COUNTED)


def checked(conditions: Iterable[Condition]) -> list[tuple[str, str, str]]:
    """The conditions, when each means something; else Refused."""
    known = facts()
    given = [(str(one[0]), str(one[1]), str(one[2]).strip()) for one in conditions]
    if not given:
        raise Refused(gettext_lazy("A segment has at least one condition."), field="conditions")
    if len(given) > MOST_CONDITIONS:
        raise Refused(gettext_lazy("A segment has at most twelve conditions."), field="conditions")
    for fact, how, value in given:
        one = known.get(fact)
        if one is None:
            raise Refused(gettext_lazy("This choice does not exist."), field="conditions")
        if isinstance(one, Chosen) and (how not in (IS, IS_NOT) or value not in dict(one.choices())):
            raise Refused(gettext_lazy("Such a thing is or is not."), field="conditions")
        if isinstance(one, Counted) and not _is_count(how, value):
            raise Refused(gettext_lazy("A number is needed to compare with."), field="conditions")
    return given


def _is_count(how: str, value: str) -> bool:
    plain = value.isascii() and value.isdigit() and len(value) < 8
    return how in (AT_LEAST, AT_MOST, IS, IS_NOT) and plain and int(value) <= LARGEST


def in_words(conditions: Iterable[Condition], *, is_any: bool) -> str:
    """The segment as a sentence: 房屋数 至少 2，且 等级 是 金卡会员."""
    said = [one_in_words(*one) for one in conditions]
    return (_(", or ") if is_any else _(", and ")).join(said)


def one_in_words(fact: str, how: str, value: str) -> str:
    """One condition, in the reader's language. A fact that is gone keeps its code."""
    one = facts().get(fact)
    label: Any = one.label if one else fact
    shown = dict(one.choices()).get(value, value) if isinstance(one, Chosen) else value
    return f"{label} {HOW.get(how, how)} {shown}"
