"""A group of cases: who follows, what all are told, who speaks for them, what each was promised (CAS-11, CAS-19)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.assistance.models import HotIssue
from alongside.domain.cases.actions.group.answering import ANSWER_CHARACTERS, answer_group
from alongside.domain.cases.actions.group.gathering import join_group, leave_group
from alongside.domain.cases.actions.group.resolving import resolve_group
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE, REPLY_TO_CUSTOMER
from alongside.domain.cases.queries.group import group_of
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.desk.cases.acts import Act, ActForm, MindedForm, case_url, declare, visible_case
from alongside.faces.desk.cases.handling import CUSTOMER_READS, words_form
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen


def is_lead(case: Case) -> bool:
    """Speaks for many: nobody's own, and others follow it."""
    return case.customer_id is None and case.is_open and case.member_cases.exists()


class AnswerForm(MindedForm):
    words = forms.CharField(
        label=_("What everybody is told"),
        help_text=CUSTOMER_READS,
        max_length=ANSWER_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    is_standing = forms.BooleanField(label=_("Whoever joins later is told too"), required=False)


class JoinForm(ActForm):
    number = forms.CharField(
        label=_("Number of the lead case"), max_length=24, widget=forms.TextInput(attrs={"autofocus": True})
    )


declare(
    Act("answer_group", _("Tell everybody"), answer_group, REPLY_TO_CUSTOMER, icon="messages", form=AnswerForm,
        when=is_lead, is_first=True, hint=_("Said once in every open case that follows this one."),
        done=_("Everybody is being told.")),
    Act("resolve_group", _("Resolve all of them"), resolve_group, HANDLE_CASE, icon="circle-check",
        form=words_form(_("What was done?"), help_text=_("Every customer reads these words and is asked whether it is so."), of=MindedForm),
        when=lambda case: case.state in {*BEFORE_RESOLVED, "resolved"} and is_lead(case), is_first=True,
        done=_("They are being resolved; each customer is asked.")),
    Act("join_group", _("Follow a lead case"), join_group, HANDLE_CASE, icon="link", form=JoinForm,
        when=lambda case: case.is_open and case.customer_id is not None and case.lead_case_id is None,
        hint=_("It keeps its own customer, person in charge and deadlines."), done=_("It follows the lead case now.")),
    Act("leave_group", _("Leave the group"), leave_group, HANDLE_CASE, icon="unlink",
        when=lambda case: case.is_open and case.lead_case_id is not None,
        hint=_("The case goes its own way again."), done=_("It goes its own way again.")),
)  # fmt: skip


@desk_page()
def case_group(request: DeskRequest, number: str) -> HttpResponse:
    """Everybody whose case follows this one."""
    case = visible_case(request, number)
    group = group_of(case, request.viewer)
    customers = [one.customer_id for one in group.members]
    seen(request, [*customers, *(one.customer_id for one in group.speakers)])
    promised = _promised([one.pk for one in group.members], request)
    context = {
        "case": case,
        "group": group,
        "rows": [(one, group.told.get(one.pk), promised.get(one.pk, [])) for one in group.members],
        "issue": HotIssue.objects.visible_to(request.viewer).filter(lead_case=case).first(),
        "back": case_url(case.number),
        "may_answer": is_lead(case) and request.viewer.may(REPLY_TO_CUSTOMER, on=case),
        "may_handle": case.is_open and request.viewer.may(HANDLE_CASE, on=case),
        "may_promise": request.viewer.may(MAKE_PROMISE, on=case),
    }
    return show(request, "faces/desk/cases/group.html", context, area="desk:cases")


def _promised(cases: list[int], request: DeskRequest) -> dict[int | None, list[Any]]:
    """What each was promised by itself, by case."""
    made = Promise.objects.visible_to(request.viewer).filter(origin_kind="case", origin_id__in=cases)
    by_case: dict[int | None, list[Any]] = {}
    for one in made.order_by("due_at", "id"):
        by_case.setdefault(one.origin_id, []).append(one)
    return by_case
