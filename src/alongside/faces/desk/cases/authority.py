"""A case that comes through an authority: noted, answered in its form, as paper (CAS-18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.cases.actions.authorities import BOX_CHARACTERS, answer_authority, note_authority
from alongside.domain.cases.models import Authority, AuthorityRequest, Case
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.queries.authorities import boxes_of
from alongside.faces.desk.cases.acts import Act, ActForm, case_url, declare, visible_case
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import PRINT, seen
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.local_text import pick

MINUTE = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AuthorityForm(ActForm):
    authority = forms.ModelChoiceField(
        Authority.objects.filter(is_active=True), label=pgettext_lazy("case", "Authority"), empty_label=None
    )
    number = forms.CharField(label=gettext_lazy("Their number"), max_length=60)
    received_at = forms.DateTimeField(label=gettext_lazy("Came at"), widget=MINUTE)
    due_at = forms.DateTimeField(
        label=gettext_lazy("They want the answer by"),
        widget=MINUTE,
        help_text=gettext_lazy("It runs beside our own deadlines; the nearest rules."),
    )

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        first = Authority.objects.filter(is_active=True).first()
        days = first.days if first else 5
        return {"received_at": request.now, "due_at": request.now + timedelta(days=days)}


declare(
    Act("note_authority", gettext_lazy("Came through an authority"), note_authority, HANDLE_CASE,
        icon="building-bank", form=AuthorityForm, when=lambda case: case.is_open,
        hint=gettext_lazy("12345, petition office, consumer association: their number and deadline stand beside ours."),
        done=gettext_lazy("Noted. Their deadline runs.")),
)  # fmt: skip


class BoxesForm(forms.Form):
    """The boxes of their form, begun with what the record says."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, asked: AuthorityRequest, *args: Any) -> None:
        boxes = boxes_of(asked)
        begin = {code: words for code, _label, words in boxes} | {"seen": asked.case.version}
        super().__init__(*args, initial=begin)
        for code, label, words in boxes:
            rows = min(max(3, len(words) // 60 + words.count("\n") + 1), 12)
            self.fields[code] = forms.CharField(
                label=label, max_length=BOX_CHARACTERS, widget=forms.Textarea(attrs={"rows": rows})
            )


@desk_page(HANDLE_CASE)
def answer_authority_page(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    case, asked = _asked(request, number, pk)
    if asked.answered_at is not None:
        return show(
            request, "faces/desk/cases/authority_answered.html", _context(request, asked), area="desk:cases"
        )

    def act(data: dict[str, Any]) -> str:
        version = data.pop("seen")
        answer_authority(asked, boxes=data, by=request.viewer, now=request.now, seen=version)
        return reverse("desk:answer_authority", args=[case.number, asked.pk])

    return form_page(
        request,
        BoxesForm(asked, request.POST or None),
        act,
        title=pick(asked.form["heading"]),
        back=case_url(case.number),
        crumb=case.number,
        submit=_("Answer and keep the paper"),
        lead=_(
            "Their number %(number)s, answer wanted by %(due)s. The boxes are begun with what the record says. Once "
            "answered it stays as it is."
        )
        % {"number": asked.number, "due": date_format(timezone.localtime(asked.due_at), "Y-m-d H:i")},
        said=_("Answered. Their deadline is met."),
        area="desk:cases",
    )


@desk_page(HANDLE_CASE)
def authority_paper(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """Their form on paper, with their number and ours."""
    case, asked = _asked(request, number, pk)
    seen(request, case.customer_id, act=PRINT)
    with timezone.override(ZoneInfo(case.node.zone)):
        pdf = pdf_of("faces/desk/cases/authority_paper.html", _context(request, asked))
    return as_pdf(pdf, f"{case.number}-{asked.authority.code}.pdf")


def _asked(request: DeskRequest, number: str, pk: int) -> tuple[Case, AuthorityRequest]:
    case = visible_case(request, number)
    request.viewer.require(HANDLE_CASE, on=case)
    seen(request, case.customer_id)
    requests = AuthorityRequest.objects.select_related(
        "authority", "answered_by", "case__node", "case__owner", "case__customer", "case__unit"
    )
    return case, find(requests, pk=pk, case=case)


def _context(request: DeskRequest, asked: AuthorityRequest) -> dict[str, Any]:
    return {
        "case": asked.case,
        "asked": asked,
        "heading": pick(asked.form["heading"]),
        "boxes": boxes_of(asked),
        "house_name": asked.case.node.name,
        "printed_at": request.now,
        "printed_by": request.user.name,
        "back": case_url(asked.case.number),
    }
