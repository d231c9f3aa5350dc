"""The comparison of our staff with a platform's directory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from alongside.domain.organisation.models import OutsideIdentity, StaffMember
from alongside.domain.platforms.models import DirectoryPerson
from alongside.domain.platforms.rules.matching import Difference, differences


def compare(platform: str, *, company: str) -> list[Difference]:
    """What differs, as it was read last. Bonds with another company or app there count as none of a member."""
    subjects = OutsideIdentity.objects.filter(provider=platform).values_list("staff_id", "subject")
    bonds = {staff_id: subject.removeprefix(f"{company}/") for staff_id, subject in subjects}
    people = list(DirectoryPerson.objects.filter(platform=platform))
    return differences(people, list(StaffMember.objects.all()), bonds) if people else []


def fingerprint(found: Iterable[Difference]) -> str:
    """The same for the same differences; empty when there are none."""
    lines = sorted(
        f"{one.kind}:{one.person.member_id if one.person else ''}:{one.staff.pk if one.staff else ''}:{one.changes}"
        for one in found
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""
