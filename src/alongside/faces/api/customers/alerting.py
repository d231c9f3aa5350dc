"""Alerts on customers (CUS-8)."""

from __future__ import annotations

from alongside.domain.customers.actions import alerting
from alongside.domain.customers.models import Alert, Customer
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.customers.shapes import AlertCode, AlertOut, alert_out
from alongside.faces.api.gate import ApiRequest, colleague, find
from alongside.faces.api.texts import Day, Id, In, Line, Out, Username
from alongside.faces.ui.access import seen

MOST = 100


class AlertIn(In):
    """Something that a person must know before speaking; always with an owner and an end."""

    kind: AlertCode
    words: Line
    staff: Username
    """Who owns the alert."""
    expires_on: Day
    consented: bool = False
    """A vulnerable resident has agreed to be marked."""


class Alerts(Out):
    """The newest first."""

    items: list[AlertOut]


@customers.get("/customers/{id}/alerts", Alerts)
def list_alerts(request: ApiRequest, id: Id) -> Alerts:
    """Every alert there was, also those that were lifted or are over (CUS-8)."""
    rows = find_customer(request, id).alerts.select_related("owner").order_by("-id")
    return Alerts(items=[alert_out(one) for one in rows[:MOST]])


@customers.post("/customers/{id}/raise_alert", AlertOut, status=201)
def raise_alert(request: ApiRequest, id: Id, body: AlertIn) -> AlertOut:
    """Put an alert on a customer (CUS-8)."""
    customer = find_customer(request, id)
    alert = alerting.raise_alert(
        customer,
        kind=body.kind,
        words=body.words,
        owner=colleague(request, body.staff),
        expires_on=body.expires_on,
        consented=body.consented,
        by=request.viewer,
        now=request.now,
    )
    return alert_out(alert)


@customers.post("/alerts/{id}/lift_alert", AlertOut)
def lift_alert(request: ApiRequest, id: Id) -> AlertOut:
    """The reason is gone."""
    alert = find(Alert.objects.filter(customer__in=Customer.objects.visible_to(request.viewer)), pk=id)
    seen(request, alert.customer_id)
    return alert_out(alerting.lift_alert(alert, by=request.viewer, now=request.now))
