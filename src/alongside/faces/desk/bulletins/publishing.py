"""Publishing with the count before one's eyes, withdrawing, reminding (JRN-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.bulletins.actions import publish_bulletin, remind_recipients, withdraw_bulletin
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS
from alongside.domain.bulletins.queries import (
    audience_of,
    buildings_of,
    figures_of,
    last_progress,
    mails_to,
    today_at,
)
from alongside.domain.wording.actions import findings_of
from alongside.domain.wording.queries import forbidden_in
from alongside.faces.desk.bulletins.bulletin import address_of, bulletin_of
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.bulletins.writing import asked_form
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.desk.wording.minding import knowing_of


class PublishForm(forms.Form):
    """What the publisher saw when they pressed the button."""

    expected = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who was told gets these words."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


@desk_page(PUBLISH_BULLETINS)
def publish_bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    """How many it reaches, what looks odd, and one button."""
    bulletin = bulletin_of(request, pk)
    request.viewer.require(PUBLISH_BULLETINS, on=bulletin)
    form = PublishForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data | {"knowing": knowing_of(request)}
            publish_bulletin(bulletin, **given, by=request.viewer, now=request.now)
            return see(request, address_of(bulletin), _("It is out. Everybody is being told."))
    audience = audience_of(bulletin, on=today_at(bulletin.node, request.now))
    mails = mails_to(audience)
    before = None if bulletin.is_change else last_progress(bulletin)
    context = {
        "bulletin": bulletin,
        "form": form,
        "findings": findings_of(forbidden_in(bulletin.said, node=bulletin.node)),
        "shown": PublishForm(initial={"expected": audience.customers, "seen": bulletin.version}),
        "back": address_of(bulletin),
        "audience": audience,
        "mails": mails,
        "no_mail": audience.customers - mails,
        "buildings": list(buildings_of(bulletin)),
        "photos": bulletin.photos.count(),
        "fell_from": before if before and (bulletin.percent or 0) < (before.percent or 0) else None,
    }
    return show(request, "faces/desk/bulletins/publish_bulletin.html", context, area=AREA)


@desk_page(PUBLISH_BULLETINS)
def withdraw_bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        return address_of(withdraw_bulletin(bulletin, **data, by=request.viewer, now=request.now))

    form = WithdrawForm(request.POST or None, initial={"seen": bulletin.version})
    return form_page(
        request, form, act, title=_("Withdraw what was told"), back=address_of(bulletin), crumb=bulletin.title,
        submit=_("Withdraw it"), said=_("It is withdrawn. Whoever was told is being written to."), is_danger=True, area=AREA,
    )  # fmt: skip


@desk_page(PUBLISH_BULLETINS)
def remind_recipients_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    count = figures_of(bulletin)["missing"]

    def act(_data: dict[str, Any]) -> str:
        remind_recipients(bulletin, by=request.viewer, now=request.now)
        return reverse("desk:bulletin", args=[bulletin.pk])

    words = ngettext(
        "%(n)s customer has not acknowledged it and is written to again.",
        "%(n)s customers have not acknowledged it and are written to again.",
        count,
    )
    return form_page(
        request, asked_form(request), act, title=_("Remind them"), back=address_of(bulletin), crumb=bulletin.title,
        lead=words % {"n": count}, submit=_("Write to them again"), said=_("They are being written to."), area=AREA,
    )  # fmt: skip
