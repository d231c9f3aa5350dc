"""Who looked at one's own data, for the person themself: function and place of a colleague, never their name (INF-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Appointment, Role
from alongside.domain.privacy.permissions import ASK_ABOUT_OWN_DATA
from alongside.domain.privacy.queries.certifying import same_person
from alongside.domain.privacy.rules import RECORD_AT_MOST
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick
from alongside.kernel.models import AccessLine

DAYS = 91  # in one page
MOST_LINES = 500

# The inner query stands apart, so that the database reads the person's own lines over the index of persons and then
# sorts these few; with ORDER BY … LIMIT in one query it may walk through everybody's lines backwards instead.
_LINES = """
    WITH own AS MATERIALIZED (
        SELECT id, at, viewer_kind, viewer_id, role, act, page, person_ids, reason FROM kernel_accessline
         WHERE person_ids && %s::bigint[] AND at >= %s AND at < %s
           AND NOT (viewer_kind = 'customer' AND viewer_id = ANY(%s::bigint[]))
    )
    SELECT * FROM own ORDER BY at DESC, id DESC LIMIT %s
"""


@dataclass(slots=True)
class Look:
    """Looks of one day that are the same but for the minute. `times` counts them, `at` is the last."""

    viewer_kind: str  # staff, client, customer, system
    place: str  # where the colleague works: node and department; "" for who is no colleague
    role: str  # their function
    act: str
    page: str
    reason: str
    among_many: bool  # in a list of people
    at: datetime
    first_at: datetime
    times: int = 1


@dataclass(frozen=True)
class LookPage:
    """Whole days, newest first, from `since` until before `until`. `older_until`: the next page's, None at the end."""

    days: list[tuple[date, list[Look]]]
    since: date
    until: date
    older_until: date | None


def looks_at_own_data(
    customer: Customer, viewer: Actor, *, now: datetime, until: date | None = None
) -> LookPage:
    """A quarter of a year, ending before `until` (tomorrow): who else was shown the customer's data, and for what.

    Six queries whatever the length of the log: it is read over the index of persons, in the partitions of those
    months. A page that would be longer than MOST_LINES ends sooner, with a whole day. The person's own looks are
    left out; those at records that were merged into theirs are in.
    """
    viewer.require(ASK_ABOUT_OWN_DATA, on=customer)
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    until = min(until or tomorrow, tomorrow)
    ids = same_person(customer)
    first = Customer.objects.filter(pk__in=ids).aggregate(first=Min("created_at"))["first"]
    known_since = timezone.localdate(first or customer.created_at)
    since = max(until - timedelta(days=DAYS), known_since)
    lines = _lines(ids, since, until)
    if len(lines) > MOST_LINES:
        since = _day(lines[-1]) + timedelta(days=1)
        if since == until:  # a single day with more than fits: its latest
            since = until - timedelta(days=1)
        lines = [one for one in lines[:MOST_LINES] if _day(one) >= since]
    older = since if since > known_since else None
    return LookPage(days=_folded(lines), since=since, until=until, older_until=older)


def _lines(ids: Sequence[int], since: date, until: date) -> list[AccessLine]:
    return list(
        AccessLine.objects.raw(
            _LINES, [list(ids), _midnight(since), _midnight(until), list(ids), MOST_LINES + 1]
        )
    )


def _folded(lines: Iterable[AccessLine]) -> list[tuple[date, list[Look]]]:
    lines = list(lines)
    functions = _Functions(lines)
    days: dict[date, dict[tuple, Look]] = {}
    for line in lines:
        place, role = functions.of(line)
        among_many = len(line.person_ids) > RECORD_AT_MOST
        same = (line.viewer_kind, place, role, line.act, line.page, line.reason, among_many)
        of_day = days.setdefault(_day(line), {})
        if same in of_day:
            of_day[same].times += 1
            of_day[same].first_at = line.at
        else:
            of_day[same] = Look(*same, at=line.at, first_at=line.at)
    return [(day, list(looks.values())) for day, looks in days.items()]


class _Functions:
    """What the colleagues among the viewers were when they looked. Two queries."""

    def __init__(self, lines: Sequence[AccessLine]) -> None:
        ids = {one.viewer_id for one in lines if one.viewer_kind == "staff"}
        codes = {code for one in lines for code in one.role.split(",") if code}
        self.roles = {one.code: pick(one.name) for one in Role.objects.filter(code__in=codes)}
        self.appointments: dict[int, list[Appointment]] = {}
        found = Appointment.objects.filter(staff__in=ids).select_related("role", "node", "department__node")
        for one in found.order_by("from_at"):
            self.appointments.setdefault(one.staff_id, []).append(one)

    def of(self, line: AccessLine) -> tuple[str, str]:
        """(place, function) in words; both empty for who is no colleague."""
        if line.viewer_kind != "staff":
            return "", ""
        codes = [code for code in line.role.split(",") if code]
        held = [
            one
            for one in self.appointments.get(line.viewer_id or 0, ())
            if one.role.code in codes
            and one.from_at <= line.at
            and (one.until_at is None or one.until_at > line.at)
        ]
        if held:
            one = next((one for one in held if one.department), held[0])
            where = [one.node.name] + ([str(one.department)] if one.department else [])
            return " · ".join(where), self.roles.get(one.role.code, one.role.code)
        return "", _("、").join(self.roles.get(code, code) for code in codes)


def _day(line: AccessLine) -> date:
    return timezone.localdate(line.at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
