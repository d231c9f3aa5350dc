"""The register of incidents: reported by anybody, seen through by who manages accounts (INF-9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions.watching import (
    LONGEST_HOURS,
    change_reporting_rule,
    close_incident,
    register_incident,
    tell_authority,
    tell_people,
)
from alongside.domain.organisation.models import Incident, Node, ReportingRule
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.appoint import DateTimeInput
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.steps import AHEAD, DONE, NOW, Step

AREA = "desk:incidents"
MOST = 100
SUMMARY = timedelta(
    days=30
)  # after a serious one is over, the whole is reported within (Measures, art. 4 ff.)
STEPS: dict[str, tuple[Any, Any, Any]] = {
    "tell": (
        tell_authority,
        gettext_lazy("The authority was told"),
        gettext_lazy("Whom, when and under which number"),
    ),
    "tell-people": (
        tell_people,
        gettext_lazy("Those whose data it is were told"),
        gettext_lazy("How they were told, or why they need not be"),
    ),
    "close": (close_incident, gettext_lazy("Close the incident"), gettext_lazy("What was done about it")),
}
HINTS = {
    "tell-people": gettext_lazy(
        "PIPL art. 57: which data, why, and what harm may come; what was done and what they can do themselves; whom to "
        "reach. They need not be told where what was done keeps all harm from them, unless the authority asks for it."
    ),
    "close": gettext_lazy("The cause, what was mended, and what keeps it from happening again."),
}
MINOR = gettext_lazy("Whom you told, or why it need not be reported")


class IncidentForm(forms.Form):
    severity = forms.ChoiceField(
        label=gettext_lazy("How grave"), choices=Incident.Severity, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What happened, and who may be touched"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    known_at = forms.DateTimeField(label=gettext_lazy("Became known"), widget=DateTimeInput)


class WordsForm(forms.Form):
    words = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class RuleForm(forms.Form):
    hours = forms.IntegerField(
        label=gettext_lazy("Hours after it became known"), min_value=1, max_value=LONGEST_HOURS
    )


@desk_page()
def incidents(request: DeskRequest) -> HttpResponse:
    """The open ones by deadline, then the closed ones as evidence; for who manages them, the deadlines too."""
    found = Incident.objects.visible_to(request.viewer).select_related("node", "reported_by")
    may_manage = request.viewer.may(MANAGE_STAFF)
    context = {
        "running": found.filter(closed_at__isnull=True).order_by("due_at")[:MOST],
        "closed": found.filter(closed_at__isnull=False).order_by("-closed_at")[:MOST],
        "may_manage": may_manage,
        "rules": ReportingRule.objects.all() if may_manage else [],
        "may_change": request.viewer.may(MANAGE_STAFF, on=_top()),
        "labels": dict(Incident.Severity.choices),
    }
    return show(request, "faces/desk/organisation/incidents.html", context, area=AREA)


@desk_page()
def incident(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything about one: what happened, who was told when and what, and what was done."""
    one = _found(request, pk)
    context = {
        "one": one,
        "steps": steps_of(one),
        "next": next_step(one),
        "rule": ReportingRule.objects.filter(severity=one.severity).first(),
        "may_manage": request.viewer.may(MANAGE_STAFF, on=one),
        "summary_by": one.closed_at + SUMMARY if one.closed_at and one.severity == "serious" else None,
    }
    return show(request, "faces/desk/organisation/incident.html", context, area=AREA)


@desk_page()
def register_incident_page(request: DeskRequest) -> HttpResponse:
    """Everybody may: it is registered where they work."""
    held = request.user.appointments.active(request.now).select_related("node").order_by("id").first()
    node = held.node if held else _top()

    def act(data: dict[str, Any]) -> str:
        made = register_incident(node, **data, by=request.viewer, now=request.now)
        return reverse("desk:incident", args=[made.pk])

    form = IncidentForm(request.POST if request.method == "POST" else None, initial={"known_at": request.now})
    return form_page(
        request, form, act, title=_("Report an incident"), back=reverse("desk:incidents"), crumb=_("Incidents"),
        submit=_("Report"), lead=_("Within the hour, also when you are not sure. Whoever speaks early is not blamed."),
        said=_("Reported. The security administrator has been told."), area=AREA,
    )  # fmt: skip


@desk_page(MANAGE_STAFF)
def incident_step(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    one = _found(request, pk)
    if step not in STEPS:
        raise Http404
    action, title, label = STEPS[step]
    back = reverse("desk:incident", args=[pk])
    form = WordsForm(request.POST if request.method == "POST" else None)
    form.fields["words"].label = MINOR if step == "tell" and one.severity == "other" else label
    rule = ReportingRule.objects.filter(severity=one.severity).first()
    lead = HINTS.get(step) or (rule.why if rule else "")

    def act(data: dict[str, Any]) -> str:
        action(one, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, form, act, title=title, back=back, crumb=_("Incident"), lead=lead, said=_("Kept."), area=AREA
    )


@desk_page(MANAGE_STAFF)
def change_reporting_rule_page(request: DeskRequest, pk: int) -> HttpResponse:
    """The hours of one kind: a company that runs critical infrastructure has one, not four."""
    rule = find(ReportingRule.objects.all(), pk=pk)
    back = reverse("desk:incidents")
    form = RuleForm(request.POST if request.method == "POST" else None, initial={"hours": rule.hours})

    def act(data: dict[str, Any]) -> str:
        change_reporting_rule(rule, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, form, act, title=rule.get_severity_display(), back=back, crumb=_("Deadlines for reporting"),
        lead=rule.why, said=_("It holds from the next incident on."), area=AREA,
    )  # fmt: skip


def next_step(one: Incident) -> str:
    """What is to be done with it now; empty when it is closed."""
    if one.closed_at:
        return ""
    if not one.told_at:
        return "tell"
    return "tell-people" if one.is_about_people and not one.people_told_at else "close"


def steps_of(one: Incident) -> list[Step]:
    """Known, registered, reported, whose data it is told, closed; each with its moment."""
    given: list[tuple[str, datetime | None]] = [
        (_("Became known"), one.known_at),
        (_("Registered"), one.registered_at),
    ]
    given.append((_("Judged") if one.severity == "other" else _("Authority told"), one.told_at))
    if one.is_about_people:
        given.append((_("People told"), one.people_told_at))
    given.append((_("Closed"), one.closed_at))
    now = next((at for at, (_label, moment) in enumerate(given) if moment is None), len(given))
    return [
        Step(label, DONE if at < now else NOW if at == now else AHEAD, _moment(moment))
        for at, (label, moment) in enumerate(given)
    ]


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "m-d H:i") if moment else ""


def _found(request: DeskRequest, pk: int) -> Incident:
    return find(Incident.objects.visible_to(request.viewer).select_related("node", "reported_by"), pk=pk)


def _top() -> Node:
    return Node.objects.get(parent__isnull=True)
