"""A conversation is put off, and noted in among ourselves (CHN-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import note_in_thread, snooze_thread
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX, SEE_INBOX
from alongside.domain.conversations.rules.snoozing import next_working_day, tomorrow_morning
from alongside.domain.organisation.queries import calendar_of, staff_holding, working_calendar
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.inbox.thread import NoteForm, shown_thread, visible_thread
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see
from alongside.faces.ui import times
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

NAMED_AT_ONCE = 8


class SnoozeForm(forms.Form):
    """Until when it is out of sight."""

    until = forms.ChoiceField(label=gettext_lazy("Until"), widget=forms.RadioSelect, initial="tomorrow")
    at = forms.DateTimeField(
        label=gettext_lazy("At"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, moments: dict[str, datetime], *args: Any) -> None:
        super().__init__(*args)
        self.moments = moments
        words = {"tomorrow": _("Tomorrow morning"), "working": _("Next working day")}
        choices = [(code, f"{words[code]} · {times.exact(at)}") for code, at in moments.items()]
        self.fields["until"].choices = [*choices, ("at", _("A day and time"))]

    def moment(self) -> datetime:
        chosen = self.cleaned_data["until"]
        moment = self.cleaned_data["at"] if chosen == "at" else self.moments[chosen]
        if moment is None:
            raise Refused(_("Name the day and time."), field="at")
        return moment


@desk_page(ANSWER_INBOX)
def snooze_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    seen(request, found.conversation.customer, about=found.conversation)
    form = SnoozeForm(_moments(found, request.now), request.POST or None)

    def act(data: dict[str, Any]) -> str:
        snooze_thread(found, until=form.moment(), by=request.viewer, now=request.now)
        return reverse("desk:inbox")

    return form_page(
        request,
        form,
        act,
        title=_("Put off"),
        back=reverse("desk:thread", args=[pk]),
        crumb=found.subject or found.get_channel_display(),
        lead=_(
            "It comes back by itself then, or when the customer writes. Their time for an answer runs on."
        ),
        submit=_("Put off"),
        said=_("Put off."),
        area="desk:inbox",
    )


def _moments(thread: Thread, now: datetime) -> dict[str, datetime]:
    """The choices in the node's hours; two that are one are one."""
    calendar = working_calendar(calendar_of(thread.node), zone=thread.node.zone)
    moments = {"tomorrow": tomorrow_morning(now, calendar), "working": next_working_day(now, calendar)}
    if moments["tomorrow"] == moments["working"]:
        del moments["working"]
    return {code: at.astimezone(timezone.get_current_timezone()) for code, at in moments.items()}


@require_POST
@desk_page(ANSWER_INBOX)
def note_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    form = NoteForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_on(form):
            note_in_thread(found, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:thread", args=[pk]), _("Noted."))
    return shown_thread(request, found, form)


@desk_page(SEE_INBOX)
def thread_people(request: DeskRequest, pk: int) -> HttpResponse:
    """`?q=陈`: colleagues who read this conversation, to be named by @ in a note of it."""
    found = visible_thread(request, pk)
    asked = request.GET.get("q", "").replace("\x00", "")[:20]
    readers = staff_holding(SEE_INBOX, node=found.node, now=request.now).exclude(pk=request.user.pk)
    names = readers.filter(name__icontains=asked).order_by("name_sort_key", "pk")
    return JsonResponse({"names": list(names.values_list("name", flat=True)[:NAMED_AT_ONCE])})
