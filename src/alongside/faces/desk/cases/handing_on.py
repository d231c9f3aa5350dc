"""Handing a case on as acts: assigning, offering, asking for help, mending what it says (CAS-5, CAS-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.changing import add_person, change_case
from alongside.domain.cases.actions.handing_on import ask_cooperation, assign_case, offer_transfer
from alongside.domain.cases.models import Case, CasePerson, Category, Kind, Severity
from alongside.domain.cases.permissions import (
    ASK_COOPERATION,
    ASSIGN_CASE,
    HANDLE_CASE,
    TRANSFER_CASE,
)
from alongside.domain.cases.queries.routing import candidates_for
from alongside.domain.cases.rules.routing import choose
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Location
from alongside.domain.organisation.models import Appointment, Department, Node, StaffMember
from alongside.faces.desk.cases.acts import Act, ActForm, choices_of, declare
from alongside.faces.desk.cases.categories import categories_by_kind
from alongside.faces.desk.cases.why_assigned import Weighed, weighed_of
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.actor import Actor

MOST_SHOWN = 200


class ToForm(ActForm):
    """Who shall have it: those who handle cases there, the one the routing would choose first (CAS-6)."""

    to = forms.ModelChoiceField(
        StaffMember.objects.none(), label=_("To"), empty_label=_("Choose a colleague")
    )
    explanation: list[Weighed]

    def prepare(self) -> None:
        choice = choose(candidates_for(self.case, now=self.request.now))
        handlers = handlers_at(self.case.node, now=self.request.now).exclude(pk=self.case.owner_id)
        self.fields["to"].queryset = handlers
        first = {one.staff_id: place for place, one in enumerate(choice.weighed)}
        people = sorted(
            handlers, key=lambda one: (first.get(one.pk, len(first)), one.name_sort_key, one.name)
        )
        self.fields["to"].choices = [("", _("Choose a colleague")), *((one.pk, one.name) for one in people)]
        self.explanation = weighed_of(choice.as_data())
        if choice.chosen and choice.chosen.staff_id != self.case.owner_id:
            self.initial.setdefault("to", choice.chosen.staff_id)


def handlers_at(node: Node, *, now: datetime) -> QuerySet[StaffMember]:
    """Everybody who handles cases at a node, by an appointment there or above."""
    appointed = Appointment.objects.active(now).filter(
        node_id__in=node.ancestor_ids, role__permissions__contains=[HANDLE_CASE.code]
    )
    return StaffMember.objects.filter(pk__in=appointed.values("staff_id"))


class TransferForm(ToForm):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The colleague and the supervisor read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CooperationForm(ActForm):
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), empty_label=_("Choose a department")
    )
    title = forms.CharField(label=_("What shall they do?"), max_length=200)
    words = forms.CharField(
        label=_("What they should know"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_at = forms.DateTimeField(
        label=_("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        return {
            "due_at": timezone.localtime(request.now + timedelta(days=1)).replace(second=0, microsecond=0)
        }

    def prepare(self) -> None:
        nodes = self.case.node.ancestor_ids
        self.fields["department"].queryset = Department.objects.filter(node_id__in=nodes).select_related(
            "node"
        )


class ChangeForm(ActForm):
    """What a case says of itself."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Category"),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs={"data-narrowed-by": "kind"}),
    )
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity, coerce=int)
    location = forms.ModelChoiceField(
        Location.objects.none(), label=_("Where exactly"), required=False, empty_label="—"
    )
    place_words = forms.CharField(label=_("Place in words"), required=False, max_length=200)

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        return {
            name: getattr(case, name)
            for name in ("title", "kind", "category", "severity", "location", "place_words")
        }

    def prepare(self) -> None:
        self.fields["category"].queryset = Category.objects.filter(is_active=True)
        self.fields["category"].choices = [("", "—"), *categories_by_kind()]
        self.fields["location"].queryset = Location.objects.filter(is_active=True, parent__isnull=True)


class PersonForm(ActForm):
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Customer"), empty_label=_("Choose somebody")
    )
    role = forms.ChoiceField(label=_("What they are to the case"), choices=CasePerson.Role)

    def prepare(self) -> None:
        known = Customer.objects.visible_to(self.request.viewer)
        if self.case.unit_id:
            known = (
                known.filter(unit_relations__unit_id=self.case.unit_id)
                .exclude(pk=self.case.customer_id)
                .distinct()
            )
        elif self.case.estate_id:
            known = known.filter(unit_relations__unit__estate_id=self.case.estate_id).distinct()
        self.fields["customer"].queryset = known.order_by("name_sort_key")
        self.fields["customer"].choices = choices_of(known.order_by("name_sort_key")[:MOST_SHOWN])


def take_case(case: Case, *, by: Actor, **given: Any) -> Case:
    """Assign it to oneself."""
    return assign_case(case, to=by.staff, by=by, **given)


def is_mine_to_offer(case: Case, viewer: Actor) -> bool:
    may = viewer.may(TRANSFER_CASE, on=case) and case.owner_id is not None
    return may and (case.owner_id == viewer.id or viewer.may(ASSIGN_CASE, on=case))


declare(
    Act("take_case", _("Take it"), take_case, HANDLE_CASE, icon="hand-grab", key="q",
        when=lambda case: case.is_open and case.owner_id is None, is_first=True, tone="primary",
        done=_("It is yours now.")),
    Act("assign_case", _("Assign"), assign_case, ASSIGN_CASE, icon="user-plus", key="a", form=ToForm,
        when=lambda case: case.is_open, done=_("Assigned.")),
    Act("offer_transfer", _("Hand over"), offer_transfer, TRANSFER_CASE, icon="arrows-exchange", key="b",
        form=TransferForm, when=lambda case: case.is_open, allowed=is_mine_to_offer,
        hint=_("It stays with its owner until the colleague accepts."), done=_("Offered. It is yours until accepted.")),
    Act("ask_cooperation", _("Ask for help"), ask_cooperation, ASK_COOPERATION, icon="users-plus", key="",
        form=CooperationForm, when=lambda case: case.is_open,
        hint=_("Another department helps; you stay the one who answers to the customer."), done=_("Asked.")),
    Act("change_case", _("Mend details"), change_case, HANDLE_CASE, icon="pencil", form=ChangeForm,
        when=lambda case: case.state != "archived", done=_("Changed.")),
    Act("add_person", _("Add a person"), add_person, HANDLE_CASE, icon="user-heart", form=PersonForm,
        when=lambda case: case.is_open, done=_("Added.")),
)  # fmt: skip
