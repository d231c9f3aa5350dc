"""What a person must see before speaking: each alert has an owner and an expiry (CUS-8)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.models import Alert, Customer
from alongside.domain.customers.permissions import RAISE_ALERT
from alongside.domain.organisation.models import StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def raise_alert(
    customer: Customer,
    *,
    kind: str,
    words: str,
    owner: StaffMember,
    expires_on: date,
    by: Actor,
    now: datetime,
    consented: bool = False,
    once_key: str | None = None,
) -> Alert:
    """Put an alert on a customer. With `once_key` the same alert is raised once; again after it was lifted."""
    customer.require_at_their_nodes(RAISE_ALERT, by)
    if kind not in Alert.Kind.values:
        raise Refused(_("This choice does not exist."), field="kind")
    if not owner.is_active:
        raise Refused(_("This person has left."), field="owner")
    today = now.astimezone(ZoneInfo(customer.node.zone)).date()
    rules.check_alert(kind=kind, words=words, expires_on=expires_on, today=today, consented=consented)
    says = {
        "kind": kind,
        "words": words.strip(),
        "owner": owner,
        "consented": consented,
        "raised_at": now,
        "expires_on": expires_on,
        "lifted_at": None,
    }
    if once_key is None:
        alert = Alert.objects.create(customer=customer, **says)
    else:
        alert, is_new = Alert.objects.select_for_update(no_key=True).get_or_create(
            customer=customer, once_key=once_key, defaults=says
        )
        if not is_new and alert.lifted_at is None:
            return alert
        if not is_new:
            for name, value in says.items():
                setattr(alert, name, value)
            alert.save()
    journal.record(
        events.ALERT_RAISED, about=customer, by=by, at=now, facts={"alert": alert.pk, "kind": kind}
    )
    return alert


@transaction.atomic
def lift_alert(alert: Alert, *, by: Actor, now: datetime) -> Alert:
    """The reason is gone."""
    alert.customer.require_at_their_nodes(RAISE_ALERT, by)
    alert = Alert.objects.select_for_update(no_key=True).get(pk=alert.pk)
    if alert.lifted_at is None:
        alert.lifted_at = now
        alert.save(update_fields=["lifted_at"])
        journal.record(
            events.ALERT_LIFTED,
            about=alert.customer,
            by=by,
            at=now,
            facts={"alert": alert.pk, "kind": alert.kind},
        )
    return alert
