"""Staff write down that a customer wants no news over a channel, or wants it again: their wish, and how we know (CUS-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.conversations.models import Channel
from alongside.domain.customers.actions import allow_channel, refuse_channel
from alongside.domain.customers.actions.consenting import NEWS_CHANNELS
from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import RECORD_CONSENT
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.desk.privacy.customer_privacy import BY_OTHERS
from alongside.faces.ui.access import seen

WISHES = (("no", gettext_lazy("No news over it")), ("again", gettext_lazy("News over it again")))


class WishForm(forms.Form):
    channel = forms.ChoiceField(
        label=gettext_lazy("Over which channel"), choices=[(one, Channel(one).label) for one in NEWS_CHANNELS]
    )
    wish = forms.ChoiceField(label=gettext_lazy("What they wish"), choices=WISHES)
    over = forms.ChoiceField(label=gettext_lazy("How they said it"), choices=BY_OTHERS, initial="phone")
    evidence = forms.CharField(
        label=gettext_lazy("How we know"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Needed where they want news again: the number of the recording, where the paper lies"
        ),
    )


@desk_page(RECORD_CONSENT)
def news_over_channel(request: DeskRequest, pk: int) -> HttpResponse:
    """The customer's own word only; our wish to write to them is none."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    back = reverse("desk:customer_privacy", args=[pk])

    def act(data: dict[str, Any]) -> str:
        given = {"channel": data["channel"], "over": data["over"], "by": request.viewer, "now": request.now}
        if data["wish"] == "again":
            allow_channel(customer, evidence=data["evidence"], **given)
        else:
            refuse_channel(customer, **given)
        return back

    asked = {name: request.GET[name] for name in ("channel", "wish") if name in request.GET}
    return form_page(
        request,
        WishForm(request.POST or None, initial=asked),
        act,
        title=_("News over a channel"),
        back=back,
        crumb=customer.name,
        said=_("Noted."),
        area="desk:customers",
        lead=_(
            "Only what rests on consent stops; what the contract needs still comes. It takes effect at once."
        ),
    )
