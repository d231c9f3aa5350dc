"""The register of incidents, and the quarterly review of who may what (INF-9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.watching import (
    close_incident,
    register_incident,
    review_access,
    tell_authority,
)
from alongside.domain.organisation.models import AccessReview, AccessReviewItem, Incident, Node
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.appoint import DateTimeInput
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show

MOST = 100
STEPS: dict[str, tuple[Any, Any, Any]] = {
    "tell": (
        tell_authority,
        gettext_lazy("The authority was told"),
        gettext_lazy("Whom, when and under which number"),
    ),
    "close": (close_incident, gettext_lazy("Close the incident"), gettext_lazy("What was done about it")),
}


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


@desk_page()
def incidents(request: DeskRequest) -> HttpResponse:
    found = Incident.objects.visible_to(request.viewer).select_related("node", "reported_by")
    rows = found.order_by("closed_at", "due_at")[:MOST]
    context = {"rows": rows, "may_manage": request.viewer.may(MANAGE_STAFF)}
    return show(request, "faces/desk/organisation/incidents.html", context, area="desk:organisation")


@desk_page()
def register_incident_page(request: DeskRequest) -> HttpResponse:
    """Everybody may: it is registered where they work."""
    held = request.user.appointments.active(request.now).select_related("node").order_by("id").first()
    node = held.node if held else Node.objects.get(parent__isnull=True)
    back = reverse("desk:incidents")

    def act(data: dict[str, Any]) -> str:
        register_incident(node, **data, by=request.viewer, now=request.now)
        return back

    form = IncidentForm(request.POST if request.method == "POST" else None, initial={"known_at": request.now})
    return form_page(
        request, form, act, title=_("Report an incident"), back=back, crumb=_("Incidents"), submit=_("Report"),
        lead=_("Within the hour, also when you are not sure. Whoever speaks early is not blamed."),
        said=_("Reported. The security administrator has been told."), area="desk:organisation",
    )  # fmt: skip


@desk_page(MANAGE_STAFF)
def incident_step(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    incident = find(Incident.objects.visible_to(request.viewer), pk=pk)
    if step not in STEPS:
        raise Http404
    action, title, label = STEPS[step]
    back = reverse("desk:incidents")
    form = WordsForm(request.POST if request.method == "POST" else None)
    form.fields["words"].label = label

    def act(data: dict[str, Any]) -> str:
        action(incident, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, form, act, title=title, back=back, crumb=_("Incidents"), lead=incident.words, said=_("Kept."),
        area="desk:organisation",
    )  # fmt: skip


@desk_page()
def access_reviews(request: DeskRequest) -> HttpResponse:
    """The open ones with what is undecided, then the done ones as evidence."""
    found = AccessReview.objects.visible_to(request.viewer).select_related("node")
    items = (
        AccessReviewItem.objects.filter(review__in=found.filter(done_at__isnull=True))
        .select_related("review__node", "appointment__staff", "appointment__role", "decided_by")
        .order_by("review__due_at", "review_id", "decided_at", "pk")[: MOST * 3]
    )
    groups: dict[AccessReview, list[AccessReviewItem]] = {}
    for item in items:
        groups.setdefault(item.review, []).append(item)
    context = {
        "groups": list(groups.items()),
        "done": found.filter(done_at__isnull=False).order_by("-done_at")[:MOST],
        "me": request.viewer.id,
    }
    return show(request, "faces/desk/organisation/access_reviews.html", context, area="desk:organisation")


@require_POST
@desk_page()
def review_access_page(request: DeskRequest, pk: int) -> HttpResponse:
    seen = AccessReview.objects.visible_to(request.viewer).values("pk")
    item = find(AccessReviewItem.objects.filter(review__in=seen), pk=pk)
    keep = request.POST.get("keep") == "1"
    review_access(item, keep=keep, by=request.viewer, now=request.now)
    return see(request, reverse("desk:access_reviews"), _("Confirmed.") if keep else _("Ended."))
