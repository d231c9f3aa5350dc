"""What was handed to me and waits for my answer: transfers to accept, tasks to accept, return or finish (CAS-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.handing_on import accept_transfer, decline_transfer, withdraw_transfer
from alongside.domain.cases.models import Case, Transfer
from alongside.domain.cases.queries.work import offered_to
from alongside.domain.organisation.actions.leaving import waiting_for
from alongside.domain.work.actions import accept_task, finish_task, return_task, withdraw_task
from alongside.domain.work.models import Task
from alongside.domain.work.queries import tasks_of
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen

MOST = 100


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Words"), widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}), required=False
    )


# code: (action, what the button says, whether it asks for words, toast)
TRANSFER_ANSWERS: dict[str, tuple[Any, Any, bool, Any]] = {
    "accept_transfer": (accept_transfer, _("Accept"), False, _("It is yours now.")),
    "decline_transfer": (decline_transfer, _("Decline"), True, _("Declined; it stays with its owner.")),
    "withdraw_transfer": (withdraw_transfer, _("Take back"), False, _("Taken back.")),
}
TASK_ANSWERS: dict[str, tuple[Any, Any, bool, Any]] = {
    "accept_task": (accept_task, _("Accept"), False, _("Accepted.")),
    "return_task": (return_task, _("Give back"), True, _("Given back.")),
    "finish_task": (finish_task, _("Finish"), True, _("Done. Whoever asked has been told.")),
    "withdraw_task": (withdraw_task, _("Take back"), False, _("Taken back.")),
}


@desk_page()
def handed_to_me(request: DeskRequest) -> HttpResponse:
    tasks = list(tasks_of(request.viewer, now=request.now)[:MOST])
    about = [task.about_id for task in tasks if task.about_kind == "case"]
    cases = Case.objects.visible_to(request.viewer).select_related("customer", "unit").in_bulk(about)
    offers = list(offered_to(request.viewer).select_related("case__customer", "sender")[:MOST])
    seen(request, [one.case.customer_id for one in offers])
    context = {
        "offers": offers,
        "handed_over": waiting_for(request.user).count(),
        "tasks": [(task, cases.get(task.about_id) if task.about_kind == "case" else None) for task in tasks],
    }
    return show(request, "faces/desk/handed_to_me/handed_to_me.html", context, area="desk:handed_to_me")


@desk_page()
def answer_transfer(request: DeskRequest, transfer_id: int, code: str) -> HttpResponse:
    """The receiver answers, or the sender takes it back; to everybody else it is not there."""
    cases = Case.objects.visible_to(request.viewer).values("pk")
    mine = Transfer.objects.filter(Q(receiver_id=request.viewer.id) | Q(case_id__in=cases))
    transfer = find(mine.select_related("case", "sender"), pk=transfer_id)
    back = case_url(transfer.case.number) if code != "decline_transfer" else reverse("desk:handed_to_me")
    return _answer(request, TRANSFER_ANSWERS, code, transfer, transfer.case.title, back)


@desk_page()
def answer_task(request: DeskRequest, task_id: int, code: str) -> HttpResponse:
    """Whoever was asked answers; whoever asked may take it back; to strangers it is not there."""
    cases = Case.objects.visible_to(request.viewer).values("pk")
    asked = tasks_of(request.viewer, now=request.now).order_by().values("pk")
    theirs = Q(about_kind="case", about_id__in=cases) | Q(pk__in=asked)
    theirs |= Q(pk__in=Task.objects.visible_to(request.viewer).values("pk"))
    task = find(Task.objects.filter(theirs), pk=task_id)
    return _answer(request, TASK_ANSWERS, code, task, task.title, reverse("desk:handed_to_me"))


def _answer(
    request: DeskRequest,
    answers: dict[str, tuple[Any, Any, bool, Any]],
    code: str,
    thing: Any,
    title: str,
    back: str,
) -> HttpResponse:
    if code not in answers:
        raise Http404
    action, label, asks, said = answers[code]
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = {"words": form.cleaned_data["words"]} if asks else {}
        with refusals_on(form):
            action(thing, **given, by=request.viewer, now=request.now)
            return see(request, back, said)
    context = {"form": form, "label": label, "asks": asks, "title": title}
    return show(request, "faces/desk/handed_to_me/answer.html", context, area="desk:handed_to_me")
