"""What a colleague must see before speaking to a customer (CUS-8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import lift_alert, raise_alert
from alongside.domain.customers.models import Alert, Customer
from alongside.domain.customers.permissions import RAISE_ALERT
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import seen


class AlertForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Alert.Kind.choices, initial="other")
    words = forms.CharField(
        label=gettext_lazy("What the colleague must know before speaking"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    expires_on = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput)
    consented = forms.BooleanField(
        label=gettext_lazy("The resident has agreed to be marked as vulnerable"), required=False
    )


@desk_page(RAISE_ALERT)
def raise_alert_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Whoever raises it keeps it: an alert has an owner."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    initial = {"expires_on": timezone.localdate(request.now) + timedelta(days=30)}

    def act(data: dict[str, Any]) -> str:
        raise_alert(customer, **data, owner=request.user, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, AlertForm(request.POST or None, initial=initial), act, title=_("Raise an alert"),
        back=back_to(customer), crumb=customer.name, said=_("The alert is raised."), area=AREA,
    )  # fmt: skip


@require_POST
@desk_page(RAISE_ALERT)
def lift_alert_page(request: DeskRequest, pk: int) -> HttpResponse:
    alert = find(Alert.objects.visible_to(request.viewer).select_related("customer"), pk=pk)
    lift_alert(alert, by=request.viewer, now=request.now)
    return see(request, back_to(alert.customer), _("The alert is lifted."))
