"""Roles of the company's own, and what any role allows (ORG-5). An edited role is never overwritten by a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import ApiClient, Appointment, Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import reserve_ids
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

LONGEST = {"name": 60, "sentence": 200}
RANKS = range(6)


@transaction.atomic
def add_role(
    *,
    name: Mapping[str, str],
    permissions: Iterable[str],
    by: Actor,
    now: datetime,
    sentence: Mapping[str, str] | None = None,
    escalation_rank: int = 0,
    is_external: bool = False,
) -> Role:
    """A role that the packs do not have. It is nobody's until somebody is appointed to it.

    `name` and `sentence` are a text per language. Who may and what no role may allow: as `change_role`.
    """
    _require(by)
    [pk] = reserve_ids(Role, 1)
    role = Role(pk=pk, code=f"own_{pk}", is_own=True, is_edited=True, is_external=is_external)
    _describe(role, name=name, sentence=sentence or {}, escalation_rank=escalation_rank)
    role.permissions = sorted(_checked(permissions))
    rules.check_separation([role.permissions])
    role.save(force_insert=True)
    journal.record(
        events.ROLE_ADDED,
        about=role,
        by=by,
        at=now,
        facts={"code": role.code, "added": role.permissions},
    )
    return role


@transaction.atomic
def change_role(
    role: Role,
    *,
    permissions: Iterable[str],
    by: Actor,
    now: datetime,
    seen: Iterable[str] | None = None,
    described: Mapping[str, Any] | None = None,
) -> Role:
    """Say anew what the role allows, everywhere and at once. `seen` are the permissions that the person saw.

    Roles are the whole company's, so it needs the accounts of all of it. Nobody changes a role that they hold: neither
    more for oneself nor, by a slip, nothing for anybody to undo it with. The three administrators stay apart, also
    through what the holders have besides. `described`: name, sentence and escalation_rank of a role of one's own.
    """
    _require(by)
    role = Role.objects.select_for_update().get(pk=role.pk)
    _check_not_retired(role)
    if by.kind == "staff" and Appointment.objects.active(now).filter(staff_id=by.id, role=role).exists():
        raise NotAllowed(_("Nobody changes a role that they hold. Ask a second administrator."))
    if seen is not None and set(seen) != set(role.permissions):
        raise Conflict(
            _("Somebody changed this role meanwhile. Nothing was saved; look again and decide anew.")
        )
    wanted = _checked(permissions)
    _check_separation(role, wanted, now)
    before, said = set(role.permissions), _said(role)
    role.permissions = sorted(wanted)
    if described is not None:
        if not role.is_own:
            raise Refused(_("Only a role of the company's own is called anew."), field="name")
        _describe(role, **described)
    if before == wanted and _said(role) == said:
        return role
    role.is_edited = True
    role.save()
    facts = {
        "code": role.code,
        "added": sorted(wanted - before),
        "removed": sorted(before - wanted),
    }
    journal.record(events.ROLE_CHANGED, about=role, by=by, at=now, facts=facts)
    return role


@transaction.atomic
def retire_role(role: Role, *, by: Actor, now: datetime) -> Role:
    """A role of the company's own is given to nobody any more. Refused while somebody holds it or will.

    Its name stays for what was done with it. Doing it twice changes nothing.
    """
    _require(by)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.retired_at is not None:
        return role
    if not role.is_own:
        raise Refused(_("A role that was shipped stays; end its appointments instead."))
    held = Appointment.objects.filter(role=role, staff__is_active=True).exclude(until_at__lte=now)
    if held.exists():
        raise Refused(_("Somebody holds this role, or will. End those appointments first."))
    if ApiClient.objects.alive(now).filter(role=role).exists():
        raise Refused(_("An API client acts with this role. Revoke it first."))
    role.retired_at = now
    role.save(update_fields=["retired_at"])
    journal.record(events.ROLE_RETIRED, about=role, by=by, at=now, facts={"code": role.code})
    return role


def _require(by: Actor) -> None:
    if not by.reach(MANAGE_STAFF).everywhere:
        raise NotAllowed(
            _("Roles serve the whole company; only who manages all its accounts may change them.")
        )


def _check_not_retired(role: Role) -> None:
    if role.retired_at is not None:
        raise Refused(_("This role is retired."), field="role")


def _checked(permissions: Iterable[str]) -> set[str]:
    wanted = set(permissions)
    if unknown := wanted - set(known_permissions()):
        raise Refused(
            _("There is no such permission: %(code)s") % {"code": min(unknown)}, field="permissions"
        )
    rules.check_auditing(wanted)
    return wanted


def _said(role: Role) -> tuple[Any, ...]:
    return (dict(role.name), dict(role.sentence), role.escalation_rank)


def _describe(
    role: Role, *, name: Mapping[str, str], sentence: Mapping[str, str], escalation_rank: int
) -> None:
    """Its name, which no other role in use has in any language, what it is for, and its rung of escalation."""
    texts = {"name": name, "sentence": sentence}
    for field, said in texts.items():
        texts[field] = {language: " ".join(text.split()) for language, text in said.items() if text.strip()}
        if any(len(text) > LONGEST[field] for text in texts[field].values()):
            raise Refused(
                _("This is too long: at most %(n)s characters.") % {"n": LONGEST[field]}, field=field
            )
    if not texts["name"]:
        raise Refused(_("A role needs a name."), field="name")
    if escalation_rank not in RANKS:
        raise Refused(_("There is no such rung of escalation."), field="escalation_rank")
    for other in Role.objects.in_use().exclude(pk=role.pk):
        if set(other.name.values()) & set(texts["name"].values()):
            raise Refused(_("Another role has this name."), field="name")
    role.name, role.sentence = texts["name"], texts["sentence"]
    role.escalation_rank = escalation_rank


def _check_separation(role: Role, wanted: set[str], now: datetime) -> None:
    rules.check_separation([wanted])
    separated = wanted & set(rules.SEPARATED)
    if not separated:
        return
    holders = Appointment.objects.active(now).filter(role=role).values("staff_id")
    besides = Appointment.objects.active(now).filter(staff_id__in=holders).exclude(role=role)
    for held in besides.values_list("role__permissions", flat=True).distinct():
        rules.check_separation([separated, held])
