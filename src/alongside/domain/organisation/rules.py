"""Pure decisions about the tree, appointments and hours (ORG-1, 2, 5, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM, READ_JOURNAL
from alongside.kernel.calendar import checked_spans
from alongside.kernel.refusals import Refused

PATH_CHARACTERS = 200

# What may hang below what; None is the root.
PLACES = {
    None: {"group"},
    "group": {"city", "branch", "project", "store"},
    "city": {"project", "store"},
    "branch": {"project", "store"},
    "project": set(),
    "store": set(),
}

# Who manages accounts can't read the audit trail, who audits can't change anything (ORG-5).
SEPARATED = (MANAGE_STAFF.code, MANAGE_SYSTEM.code, READ_JOURNAL.code)


def check_place(kind: str, below: str | None) -> None:
    """Group → city company or branch → project or store (ORG-1)."""
    if kind not in PLACES[below]:
        raise Refused(_("A node of this kind cannot stand here in the tree."), field="parent")


def check_move(*, path: str, to_path: str, longest_below: int) -> None:
    """No node may come to hang below itself, and the paths must stay storable."""
    if to_path.startswith(path):
        raise Refused(_("A node cannot be moved below itself."), field="parent")
    own = len(path.rstrip("/").rpartition("/")[2]) + 1
    if len(to_path) + own + (longest_below - len(path)) > PATH_CHARACTERS:
        raise Refused(_("The tree would become too deep."), field="parent")


def check_term(*, from_at: datetime, until_at: datetime | None, now: datetime) -> None:
    """An appointment ends after it begins, and not in the past (ORG-2)."""
    if until_at is not None and (until_at <= from_at or until_at <= now):
        raise Refused(_("The end must lie after the beginning and after now."), field="until_at")


def check_separation(permissions_held: Iterable[Iterable[str]]) -> None:
    """One person holds at most one of: managing accounts, running the system, reading the journal (ORG-5)."""
    held = {code for permissions in permissions_held for code in permissions if code in SEPARATED}
    if len(held) > 1:
        raise Refused(
            _("Security administrator, system administrator and auditor must be three different people."),
            field="role",
        )


def check_auditing(permissions: Iterable[str]) -> None:
    """Who audits can't change anything: beside reading the journal such a role only sees (ORG-5)."""
    held = set(permissions)
    if READ_JOURNAL.code in held and any(not code.startswith(("see_", "read_")) for code in held):
        raise Refused(_("A role that reads the journal may see, and change nothing."), field="permissions")


def checked_week(week: Mapping[object, Iterable[Iterable[str]]]) -> dict[str, list[list[str]]]:
    """The week as stored: "0".."6" to spans. Refused names the day at fault."""
    return {str(day): checked_day(spans, field=f"day_{day}") for day, spans in week.items() if list(spans)}


def checked_day(spans: Iterable[Iterable[str]], *, field: str = "spans") -> list[list[str]]:
    """The spans of one day in order, "09:00" to "12:00"; "00:00" as an end is midnight."""
    try:
        pairs = [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans]
        ordered = checked_spans(pairs)
    except ValueError as error:
        raise Refused(
            _("Opening hours must not overlap, and each must end after it begins, like 09:00-12:00."),
            field=field,
        ) from error
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in ordered]
