"""Somebody leaves: the last moment, what is open with them, who takes what, and how far it is (ORG-6)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    cancel_leaving,
    current_leaving,
    offer_handover,
    open_things,
    plan_leaving,
    require_distributing,
    waiting_for,
)
from alongside.domain.organisation.hooks import handings
from alongside.domain.organisation.models import Appointment, HandoverItem, Leaving, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.organisation.appoint import DateTimeInput
from alongside.faces.desk.organisation.handed_names import NUMBERED, names_of
from alongside.faces.desk.organisation.staff_member import manages
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import NotAllowed

MOST = 300


class PlanForm(forms.Form):
    leaves_at = forms.DateTimeField(label=gettext_lazy("Last moment"), widget=DateTimeInput)


class OfferForm(forms.Form):
    to = forms.ModelChoiceField(
        StaffMember.objects.none(), label=gettext_lazy("Who takes it"), empty_label="—"
    )
    chosen = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("This is no longer open with them.")}
    )

    def __init__(self, person: StaffMember, choices: list[str], request: DeskRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        places = [one.node for one in person.appointments.active(request.now).select_related("node")]
        above = {node_id for place in places for node_id in place.ancestor_ids}
        near = Appointment.objects.active(request.now).filter(node_id__in=above).values("staff")
        self.fields["to"].queryset = (
            StaffMember.objects.filter(pk__in=near, is_active=True)
            .exclude(pk=person.pk)
            .order_by("name_sort_key")
        )
        self.fields["chosen"].choices = [(one, one) for one in choices]


@desk_page()
def leaving(request: DeskRequest, pk: int) -> HttpResponse:
    """For who manages them, the named managers of where they work, and themselves."""
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    planned = current_leaving(person)
    if planned is None and not manages(request, person):
        raise Http404
    if planned is not None:
        _need_distributing(planned, request)
    things = open_things(person)[:MOST] if person.is_active else []
    form = OfferForm(person, [f"{kind}:{one.id}" for kind, one in things], request) if planned else None
    if planned and form and form.is_valid():
        chosen = [
            (kind, int(one)) for kind, one in (given.split(":") for given in form.cleaned_data["chosen"])
        ]
        with refusals_on(form):
            offer_handover(planned, chosen, to=form.cleaned_data["to"], by=request.viewer, now=request.now)
            return see(request, request.path, _("Offered. They are told, and it is theirs once they accept."))
    return _page(request, person, planned, things, form)


@require_POST
@desk_page(MANAGE_STAFF)
def plan_leaving_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    form = PlanForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            plan_leaving(person, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:leaving", args=[pk]), _("Planned."))
    return _page(request, person, current_leaving(person), open_things(person)[:MOST], None, plan_form=form)


@require_POST
@desk_page(MANAGE_STAFF)
def cancel_leaving_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    planned = current_leaving(person)
    if planned is None:
        raise Http404
    cancel_leaving(planned, by=request.viewer, now=request.now)
    return see(request, reverse("desk:staff_member", args=[pk]), _("Cancelled: they stay."))


@desk_page()
def handed_over_to_me(request: DeskRequest) -> HttpResponse:
    """What colleagues who leave would hand to me: taken one by one or all at once, or not."""
    if request.method == "POST":
        found = find(
            Leaving.objects.filter(items__receiver_id=request.viewer.id).distinct(), pk=_number(request)
        )
        ids = [int(one) for one in request.POST.getlist("chosen") if is_whole(one)]
        accept = request.POST.get("answer") == "accept"
        answered, cannot = answer_handover(found, ids, accept=accept, by=request.viewer, now=request.now)
        said = (
            _("Accepted: they are yours now.")
            if accept
            else _("Declined. Who manages them finds somebody else.")
        )
        if cannot:
            said = _("Not within your role, and left open: %(what)s") % {"what": "、".join(cannot)}
        return see(request, request.path, said if answered or cannot else _("Choose what you mean."))
    waiting = list(waiting_for(request.user)[:MOST])
    titles = names_of(request, ((one.kind, one.thing_id) for one in waiting))
    groups: dict[Leaving, list[Any]] = {}
    for item in waiting:
        title = titles.get((item.kind, item.thing_id), "")
        number = _number_of(item.kind, item.label, title)
        groups.setdefault(item.leaving, []).append((handings()[item.kind].label, item, number, title))
    context = {"groups": list(groups.items())}
    return show(request, "faces/desk/organisation/handed_over_to_me.html", context, area="desk:handed_to_me")


def _number(request: DeskRequest) -> int:
    given = request.POST.get("leaving", "")
    return int(given) if is_whole(given) else 0


def _number_of(kind: str, label: str, title: str) -> str:
    """What stands before the title: a number where the kind has one, or all that is known."""
    return label if kind in NUMBERED or not title else ""


def _need_distributing(planned: Leaving, request: DeskRequest) -> None:
    try:
        require_distributing(planned, by=request.viewer, now=request.now)
    except NotAllowed:
        raise Http404 from None


def _page(
    request: DeskRequest,
    person: StaffMember,
    planned: Leaving | None,
    things: list[Any],
    form: Any,
    **more: Any,
) -> HttpResponse:
    items = (
        {(one.kind, one.thing_id): one for one in planned.items.select_related("receiver")} if planned else {}
    )
    titles = names_of(request, ((kind, one.id) for kind, one in things))
    rows = [
        (
            handings()[kind].label,
            f"{kind}:{one.id}",
            one,
            items.get((kind, one.id)),
            _number_of(kind, one.label, titles.get((kind, one.id), "")),
            titles.get((kind, one.id), ""),
        )
        for kind, one in things
    ]
    states = Counter(one.state for one in items.values())
    done = states[HandoverItem.State.ACCEPTED]
    context = {
        "person": person,
        "planned": planned,
        "rows": rows,
        "form": form,
        "plan_form": PlanForm(initial={"leaves_at": planned and planned.leaves_at}),
        "done": done,
        "all": done + len(things),
        "may_plan": manages(request, person) and person.pk != request.viewer.id,
        **more,
    }
    return show(request, "faces/desk/organisation/leaving.html", context, area="desk:organisation")
