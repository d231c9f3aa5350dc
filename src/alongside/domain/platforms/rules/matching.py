"""Who there is who here: by their bond, else by staff number, else by a mail address that one only has. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """`kind`: "new" (nobody here), "unbound" (known, not connected), "changed" (`changes`: field, here, there),
    "gone" (connected here, no member there any more)."""

    kind: str
    person: Any = None
    staff: Any = None
    changes: tuple[tuple[str, str, str], ...] = ()


def differences(people: Sequence[Any], staff: Sequence[Any], bonds: Mapping[int, str]) -> list[Difference]:
    """`people` as the platform tells them, `staff` all of ours, `bonds` the member's id of each staff member.

    Who has left here and is still there is no difference: the platform is not ours to change.
    """
    bound = {member: staff_id for staff_id, member in bonds.items()}
    by_id = {one.pk: one for one in staff}
    by_number = {one.username: one for one in staff}
    mails = Counter(one.email.lower() for one in staff if one.email and one.is_active)
    by_mail = {
        one.email.lower(): one
        for one in staff
        if one.email and one.is_active and mails[one.email.lower()] == 1
    }
    twice = Counter(one.email.lower() for one in people if one.email and one.is_active)
    found = []
    there = set()
    for person in people:
        if not person.is_active:
            continue
        there.add(person.member_id)
        if person.member_id in bound:
            found += _changed(person, by_id.get(bound[person.member_id]))
            continue
        known = by_number.get(person.number.strip().lower()) if person.number else None
        if known is None and twice[person.email.lower()] == 1:
            known = by_mail.get(person.email.lower())
        if known is None:
            found.append(Difference("new", person))
        elif known.is_active and known.pk not in bonds:
            found.append(Difference("unbound", person, known))
    found += [
        Difference("gone", None, one)
        for one in staff
        if one.is_active and one.pk in bonds and bonds[one.pk] not in there
    ]
    return found


def _changed(person: Any, staff: Any) -> list[Difference]:
    if staff is None or not staff.is_active:
        return []
    asked = (("name", staff.name, person.name), ("email", staff.email, person.email))
    changes = tuple((field, ours, theirs) for field, ours, theirs in asked if theirs and ours != theirs)
    return [Difference("changed", person, staff, changes)] if changes else []
