"""What a role allows, changed by the company (ORG-5). An edited role is never overwritten by a pack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import Appointment, Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


@transaction.atomic
def change_role(
    role: Role,
    *,
    permissions: Iterable[str],
    by: Actor,
    now: datetime,
    amount_limit: Decimal | None = None,
    seen: Iterable[str] | None = None,
) -> Role:
    """Say anew what the role allows, everywhere and at once. `seen` are the permissions that the person saw.

    Roles are the whole company's, so it needs the accounts of all of it. Nobody changes a role that they hold: neither
    more for oneself nor, by a slip, nothing for anybody to undo it with. The three administrators stay apart, also
    through what the holders have besides.
    """
    if not by.reach(MANAGE_STAFF).everywhere:
        raise NotAllowed(
            _("Roles serve the whole company; only who manages all its accounts may change them.")
        )
    role = Role.objects.select_for_update().get(pk=role.pk)
    if by.kind == "staff" and Appointment.objects.active(now).filter(staff_id=by.id, role=role).exists():
        raise NotAllowed(_("Nobody changes a role that they hold. Ask a second administrator."))
    if seen is not None and set(seen) != set(role.permissions):
        raise Conflict(
            _("Somebody changed this role meanwhile. Nothing was saved; look again and decide anew.")
        )
    wanted = set(permissions)
    if unknown := wanted - set(known_permissions()):
        raise Refused(
            _("There is no such permission: %(code)s") % {"code": min(unknown)}, field="permissions"
        )
    rules.check_auditing(wanted)
    _check_separation(role, wanted, now)
    before, limit = set(role.permissions), role.amount_limit
    role.permissions = sorted(wanted)
    if amount_limit is not None:
        if amount_limit < 0:
            raise Refused(_("A limit is not below zero."), field="amount_limit")
        role.amount_limit = amount_limit
    if before == wanted and role.amount_limit == limit:
        return role
    role.is_edited = True
    role.save(update_fields=["permissions", "amount_limit", "is_edited"])
    facts = {
        "code": role.code,
        "added": sorted(wanted - before),
        "removed": sorted(before - wanted),
        "limit": str(role.amount_limit) if role.amount_limit != limit else None,
    }
    journal.record(events.ROLE_CHANGED, about=role, by=by, at=now, facts=facts)
    return role


def _check_separation(role: Role, wanted: set[str], now: datetime) -> None:
    rules.check_separation([wanted])
    separated = wanted & set(rules.SEPARATED)
    if not separated:
        return
    holders = Appointment.objects.active(now).filter(role=role).values("staff_id")
    besides = Appointment.objects.active(now).filter(staff_id__in=holders).exclude(role=role)
    for held in besides.values_list("role__permissions", flat=True).distinct():
        rules.check_separation([separated, held])
