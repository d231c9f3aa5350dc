"""Opening a legal matter from a case, changing it, tying further cases, and who is in charge (CAS-17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import Case, LegalCase, LegalMatter
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS, SEE_CASES
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.legal import NAME_CHARACTERS, check_text
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.numbers import next_number
from alongside.kernel.refusals import Refused

KEY_CHARACTERS = 36
MOST_CASES = 200


@transaction.atomic
def open_matter(
    case: Case,
    *,
    kind: str,
    our_side: str,
    title: str,
    by: Actor,
    now: datetime,
    opponent: str = "",
    in_charge: StaffMember | None = None,
    once_key: str = "",
    **said: str,
) -> LegalMatter:
    """Open a matter that comes from this case, at the case's node.

    `in_charge` is who acts, unless another is named. `said` may hold body_name, body_number, our_lawyers and
    their_lawyers. The same `once_key` of the same person gives the matter of before. Raises Refused naming the field.
    """
    by.require(HANDLE_LEGAL_MATTERS, on=case)
    by.require(SEE_CASES, on=case)
    staff_id = named(by)
    if kind not in LegalMatter.Kind.values:
        raise Refused(_("Choose what kind of matter it is."), field="kind")
    if our_side not in LegalMatter.Side.values:
        raise Refused(_("Choose on which side we stand."), field="our_side")
    texts = _texts(title=title, opponent=opponent, **said)
    leads = _in_charge(in_charge, case.node, staff_id, now=now)
    hold_staff(leads)
    case = lock_case(case)
    key = f"{staff_id}:{once_key[:KEY_CHARACTERS]}" if once_key else None
    if key and (before := LegalMatter.objects.filter(once_key=key).first()):
        return before
    month = f"{now.astimezone(ZoneInfo(case.node.zone)):%y%m}"
    matter = LegalMatter.objects.create(
        number=f"{case.node.code}-L{month}-{next_number(f'legal:{case.node.code}:{month}'):04d}",
        node=case.node,
        kind=kind,
        our_side=our_side,
        in_charge_id=leads,
        opened_by_id=staff_id,
        opened_at=now,
        once_key=key,
        **texts,
    )
    tell(events.LEGAL_OPENED, matter, by=by, now=now, kind=kind, in_charge=leads)
    _tie(matter, case, by=by, now=now)
    return matter


@transaction.atomic
def change_matter(
    matter: LegalMatter, *, by: Actor, now: datetime, seen: int | None = None, **said: str
) -> LegalMatter:
    """Say anew what it is about, before whom, who speaks for whom. The journal keeps which fields changed."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    texts = _texts(**said)
    matter = lock(matter, seen=seen)
    changed = sorted(name for name, text in texts.items() if getattr(matter, name) != text)
    if changed:
        for name in changed:
            setattr(matter, name, texts[name])
        matter.version += 1
        matter.save(update_fields=[*changed, "version"])
        tell(events.LEGAL_CHANGED, matter, by=by, now=now, fields=changed)
    return matter


@transaction.atomic
def tie_case(matter: LegalMatter, case: Case, *, by: Actor, now: datetime) -> LegalMatter:
    """Another case that the same matter came from; once is enough. Only a case that one sees oneself."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    by.require(SEE_CASES, on=case)
    case = lock_case(case)
    matter = lock(matter)
    if matter.is_ended:
        raise Refused(_("This matter is at its end."))
    if matter.tied.count() >= MOST_CASES:
        raise Refused(_("At most %(n)s cases belong to one matter.") % {"n": MOST_CASES}, field="case")
    if not matter.tied.filter(case=case).exists():
        _tie(matter, case, by=by, now=now)
    return matter


@transaction.atomic
def give_matter(
    matter: LegalMatter, *, to: StaffMember, by: Actor, now: datetime, seen: int | None = None
) -> LegalMatter:
    """Somebody else is in charge from now on, and is reminded of its days."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    _in_charge(to, matter.node, None, now=now, field="to")
    hold_staff(to.pk)
    matter = lock(matter, seen=seen)
    if matter.is_ended:
        raise Refused(_("This matter is at its end."))
    return put_in_charge(matter, to, by=by, now=now)


def put_in_charge(matter: LegalMatter, to: StaffMember, *, by: Actor, now: datetime) -> LegalMatter:
    """Write whose it is now. The caller holds the row and has asked whether they can have it."""
    if matter.in_charge_id != to.pk:
        before, matter.in_charge = matter.in_charge_id, to
        matter.version += 1
        matter.save(update_fields=["in_charge", "version"])
        tell(events.LEGAL_HANDED_OVER, matter, by=by, now=now, **{"from": before, "to": to.pk})
    return matter


def tell(event: Event, matter: LegalMatter, *, by: Actor, now: datetime, **facts: Any) -> None:
    """The fact: ids and codes, never what it is about."""
    journal.record(event, about=matter, by=by, at=now, facts=facts, node_path=matter.node.path)


def _tie(matter: LegalMatter, case: Case, *, by: Actor, now: datetime) -> None:
    LegalCase.objects.create(matter=matter, case=case, tied_at=now)
    touch(case, now=now)
    record(events.LEGAL_MATTER_TIED, case, by=by, now=now, facts={"matter": matter.pk})


def _texts(**said: str) -> dict[str, str]:
    """The fields that people write, checked. TypeError for one that there is not."""
    longest = {
        "title": NAME_CHARACTERS,
        "opponent": NAME_CHARACTERS,
        "body_name": 120,
        "body_number": 80,
        "our_lawyers": NAME_CHARACTERS,
        "their_lawyers": NAME_CHARACTERS,
    }
    if unknown := said.keys() - longest.keys():
        raise TypeError(f"a matter does not say {sorted(unknown)}")
    message = _("Say in a few words what it is about.")
    return {
        name: check_text(text, field=name, message=message, most=longest[name], optional=name != "title")
        for name, text in said.items()
    }


def _in_charge(
    person: StaffMember | None, node: Node, staff_id: int | None, *, now: datetime, field: str = "in_charge"
) -> int:
    """Who answers for its days: somebody who handles legal matters there, and is still with us."""
    if person is None or person.pk == staff_id:
        return staff_id or 0
    if not person.is_active or not actor_for(person, now=now).may(HANDLE_LEGAL_MATTERS, on=node):
        raise Refused(_("%(name)s does not handle legal matters there.") % {"name": person.name}, field=field)
    return person.pk
