"""Alerts of somebody who leaves get another owner: an alert always has one (CUS-8, ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.models import Alert
from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor


def _open_alerts(staff: StaffMember) -> list[OpenThing]:
    """Those that nobody lifted; one that has run out is open to nobody's eyes, but not without an owner either."""
    alerts = (
        Alert.objects.filter(owner=staff, lifted_at__isnull=True).select_related("customer").order_by("pk")
    )
    return [OpenThing(one.pk, f"{one.customer_id}", one.customer.node_id) for one in alerts]


def _give_alert(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    alert = Alert.objects.select_for_update(of=("self",)).select_related("customer").get(pk=thing_id)
    if alert.owner_id != staff.pk or alert.lifted_at is not None:
        return False
    to = to or heir_at(alert.customer.node_id, staff=staff, now=now)
    alert.owner = to
    alert.save(update_fields=["owner"])
    facts = {"alert": alert.pk, "from": staff.pk, "to": to.pk}
    journal.record(events.ALERT_HANDED_OVER, about=alert.customer, by=by, at=now, facts=facts)
    return True


ALERTS = Handing("alert", _("Alert about a customer"), _open_alerts, _give_alert)
