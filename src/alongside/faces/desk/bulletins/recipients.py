"""Who received it, read it, acknowledged it: the rows behind the figures (JRN-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.bulletins.actions import record_acknowledgement
from alongside.domain.bulletins.models import Recipient
from alongside.domain.bulletins.permissions import RECORD_ACKNOWLEDGEMENT, SEE_BULLETINS
from alongside.domain.bulletins.queries import SHOWN, figures_of, homes_in_words, recipients_of
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.faces.desk.bulletins.bulletin import address_of, bulletin_of
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.bulletins.figures import LABELS, figures_drawn
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

ON_A_PAGE = 50
SHOWN_HOMES = 3
WAYS = [(one.value, one.label) for one in (Recipient.Over.PHONE, Recipient.Over.PAPER, Recipient.Over.VISIT)]


class RecordForm(forms.Form):
    over = forms.ChoiceField(
        label=gettext_lazy("How they acknowledged it"), choices=WAYS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Who, when, where the paper lies"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@desk_page(SEE_BULLETINS)
def bulletin_recipients(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    request.viewer.require(SEE_CUSTOMERS, on=bulletin)
    shown = request.GET.get("shown", "")
    shown = shown if shown in SHOWN else "told"
    after = request.GET.get("after", "")
    found = recipients_of(bulletin, shown)
    if is_whole(after):
        found = found.filter(pk__gt=int(after))
    rows = list(found[: ON_A_PAGE + 1])
    more, rows = len(rows) > ON_A_PAGE, rows[:ON_A_PAGE]
    seen(request, [one.customer_id for one in rows])
    labels = homes_in_words(unit for one in rows for unit in one.unit_ids[:SHOWN_HOMES])
    context = {
        "bulletin": bulletin,
        "back": address_of(bulletin),
        "figures": figures_drawn(bulletin, figures_of(bulletin), opens=True),
        "shown": shown,
        "shown_label": LABELS[shown],
        "rows": [
            (
                one,
                [labels[key] for key in one.unit_ids[:SHOWN_HOMES] if key in labels],
                len(one.unit_ids[SHOWN_HOMES:]),
            )
            for one in rows
        ],
        "older": f"?shown={shown}&after={rows[-1].pk}" if more else "",
        "newer": f"?shown={shown}" if after else "",
        "may_record": bulletin.is_change
        and bulletin.state == "published"
        and request.viewer.may(RECORD_ACKNOWLEDGEMENT, on=bulletin),
    }
    return show(request, "faces/desk/bulletins/bulletin_recipients.html", context, area=AREA)


@desk_page(RECORD_ACKNOWLEDGEMENT)
def record_acknowledgement_page(request: DeskRequest, pk: int) -> HttpResponse:
    there = Recipient.objects.visible_to(request.viewer).select_related("customer", "bulletin")
    recipient = find(there, pk=pk)
    request.viewer.require(SEE_CUSTOMERS, on=recipient)
    seen(request, recipient.customer_id)
    back = reverse("desk:bulletin_recipients", args=[recipient.bulletin_id]) + "?shown=missing"

    def act(data: dict[str, Any]) -> str:
        record_acknowledgement(recipient, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, RecordForm(request.POST or None), act, title=_("%(name)s has acknowledged it") % {"name": recipient.customer.name},
        back=back, crumb=recipient.bulletin.title, said=_("Written down."), area=AREA,
    )  # fmt: skip
