"""Mending what a case says of itself; nothing is overwritten silently (CAS-1, CAS-16). And saved lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import recompute_deadlines, tier_of
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import (
    Case,
    CasePerson,
    CaseSearch,
    Kind,
    SavedView,
    Severity,
)
from alongside.domain.cases.permissions import HANDLE_CASE, SEE_CASES, SUPERVISE
from alongside.domain.cases.queries.listing import Conditions
from alongside.domain.cases.rules.intake import check_change
from alongside.domain.conversations.models import Message
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused

CHANGEABLE = (
    "title",
    "kind",
    "category",
    "severity",
    "customer",
    "unit",
    "estate",
    "public_area",
    "location",
    "place_words",
)
IN_WORDS = frozenset({"title", "place_words"})  # the journal says that they changed, not what they say
MOVES_DEADLINES = frozenset({"kind", "severity", "customer"})
VIEW_NAME_CHARACTERS = 60
MOST_VIEWS = 100


@transaction.atomic
def change_case(case: Case, *, by: Actor, now: datetime, seen: int | None = None, **fields: Any) -> Case:
    """Change the given fields (see CHANGEABLE). A new kind, severity or customer sets the running deadlines anew.

    Nothing happens where nothing differs. Raises Conflict when somebody else was faster, naming what
    changed since `seen`; Refused naming the field.
    """
    by.require(HANDLE_CASE, on=case)
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"change_case cannot change {sorted(unknown)}")
    fresh = lock_case(case, seen=seen)
    if fresh.state == "archived":
        raise Refused(_("This case is archived; open a new one."))
    changed = {name: value for name, value in fields.items() if getattr(fresh, name) != value}
    if not changed:
        return fresh
    facts = {
        name: None if name in IN_WORDS else [_code(getattr(fresh, name)), _code(value)]
        for name, value in changed.items()
    }
    for name, value in changed.items():
        setattr(fresh, name, value)
    if "unit" in changed and fresh.unit is not None:
        fresh.estate = fresh.unit.estate
    _check(fresh)
    if "customer" in changed:
        _change_customer(fresh)
    if MOVES_DEADLINES & set(changed):
        recompute_deadlines(fresh, tier=tier_of(fresh), now=now)
    if "title" in changed:
        _change_search(fresh)
    touch(fresh, now=now)
    record(events.CASE_CHANGED, fresh, by=by, now=now, facts={"changed": facts})
    return fresh


@transaction.atomic
def add_person(
    case: Case, *, customer: Customer, role: str, by: Actor, now: datetime, seen: int | None = None
) -> CasePerson:
    """Somebody else who has to do with the case: affected, a witness, who speaks for the owners."""
    by.require(HANDLE_CASE, on=case)
    if role not in CasePerson.Role.values:
        raise Refused(_("Say what this person is to the case."), field="role")
    fresh = lock_case(case, seen=seen)
    if fresh.customer_id == customer.pk:
        raise Refused(_("This is the customer who brought the case."), field="customer")
    person, is_new = CasePerson.objects.get_or_create(case=fresh, customer=customer, role=role)
    if is_new:
        touch(fresh, now=now)
        record(events.PERSON_ADDED, fresh, by=by, now=now, facts={"customer": customer.pk, "role": role})
    return person


@transaction.atomic
def save_view(
    *,
    name: str,
    conditions: dict[str, Any],
    by: Actor,
    now: datetime,
    node: Node | None = None,
    position: int = 0,
) -> SavedView:
    """Keep a list of cases under a name; the same name again replaces it. With a node it is shared there."""
    staff = _needs_staff(by)
    name = name.replace("\x00", "").strip()
    if not name or len(name) > VIEW_NAME_CHARACTERS:
        raise Refused(
            _("A name has between 1 and %(n)s characters.") % {"n": VIEW_NAME_CHARACTERS}, field="name"
        )
    if node is not None:
        by.require(SUPERVISE, on=node)
    views = SavedView.objects.filter(owner_id=staff)
    if views.count() >= MOST_VIEWS and not views.filter(name=name).exists():
        raise Refused(_("You have %(n)s saved views; delete one first.") % {"n": MOST_VIEWS}, field="name")
    view, _is_new = SavedView.objects.update_or_create(
        owner_id=staff,
        name=name,
        defaults={
            "conditions": Conditions.from_query(conditions).as_query(),
            "node": node,
            "position": position,
        },
    )
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor, now: datetime) -> None:
    """Only one's own."""
    if view.owner_id != _needs_staff(by):
        raise NotAllowed(_("This view belongs to somebody else."))
    view.delete()


def _needs_staff(by: Actor) -> int:
    if by.kind != "staff" or by.id is None or not by.may(SEE_CASES):
        raise NotAllowed(_("Only a staff member can do this."))
    return by.id


def _check(case: Case) -> None:
    if case.kind not in Kind.values:
        raise Refused(_("There is no such kind of case."), field="kind")
    if case.severity not in Severity.values:
        raise Refused(_("There is no such severity."), field="severity")
    check_change(
        kind=case.kind,
        title=case.title,
        category_kind=case.category.kind if case.category else None,
        has_place=bool(case.unit_id or case.public_area_id or case.estate_id or case.place_words.strip()),
    )
    case.title, case.place_words = case.title.strip(), case.place_words.strip()


def _change_customer(case: Case) -> None:
    """The thread belongs to whoever the case belongs to, from the first word on: they can read all of it."""
    case.conversation.customer = case.customer
    case.conversation.save(update_fields=["customer"])


def _change_search(case: Case) -> None:
    first = Message.objects.filter(conversation_id=case.conversation_id).order_by("sent_at", "id").first()
    found_by = CaseSearch.objects.get(case=case)
    found_by.set_search_text(case.number, case.title, first.body if first else "")
    found_by.save()


def _code(value: Any) -> Any:
    return getattr(value, "pk", value)
