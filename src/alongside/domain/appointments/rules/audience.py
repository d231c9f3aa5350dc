"""Who is invited: the people of chosen homes, perhaps only those in a segment (JRN-7). Plain data, checked."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

ROLES = ("prospect", "buyer", "owner", "co_owner", "tenant")
USUAL_ROLES = ("buyer", "owner")
AROUND = timedelta(days=15)


@dataclass(frozen=True)
class Audience:
    """Empty `buildings` and `phases`: every home of the place. `handed_over_…`: homes handed over between these days.

    Raises Refused for roles that do not exist and days in the wrong order.
    """

    roles: tuple[str, ...] = USUAL_ROLES
    buildings: tuple[int, ...] = ()
    phases: tuple[int, ...] = ()
    segment: int | None = None
    handed_over_from: date | None = None
    handed_over_until: date | None = None

    def __post_init__(self) -> None:
        if not self.roles or not set(self.roles) <= set(ROLES):
            raise Refused(_("Say whom to invite: buyers, owners, tenants."), field="roles")
        begins, ends = self.handed_over_from, self.handed_over_until
        if begins and ends and begins > ends:
            raise Refused(_("The first day lies after the last one."), field="handed_over_until")

    def as_json(self) -> dict[str, Any]:
        return {
            "roles": list(self.roles),
            "buildings": list(self.buildings),
            "phases": list(self.phases),
            "segment": self.segment,
            "handed_over_from": self.handed_over_from.isoformat() if self.handed_over_from else None,
            "handed_over_until": self.handed_over_until.isoformat() if self.handed_over_until else None,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Audience:
        """As `as_json` wrote it."""
        return cls(
            roles=tuple(kept.get("roles") or USUAL_ROLES),
            buildings=_ids(kept.get("buildings")),
            phases=_ids(kept.get("phases")),
            segment=kept.get("segment"),
            handed_over_from=_day(kept.get("handed_over_from")),
            handed_over_until=_day(kept.get("handed_over_until")),
        )


def handed_over_months_ago(months: int, on: date) -> tuple[date, date]:
    """The homes whose hand-over lies that many months before the day, give or take half a month: their anniversary."""
    if not 1 <= months <= 600:
        raise Refused(_("Say how many months, from 1 to 600."), field="months")
    back = on.year * 12 + on.month - 1 - months
    year, month = divmod(back, 12)
    if year < 1900:
        raise Refused(_("Say how many months, from 1 to 600."), field="months")
    day = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    return day - AROUND, day + AROUND


def _ids(given: Iterable[Any] | None) -> tuple[int, ...]:
    return tuple(int(one) for one in given or ())


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
