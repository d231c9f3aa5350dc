"""A new case in under a minute: who it is, their homes, what is open already, then what it is about (CAS-2).

`?who=` finds people by phone, name or room; a choice puts the customer and the home into the address, so that
every step works without JavaScript. Duplicates show before saving.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions import opening
from alongside.domain.cases.actions.calling import join_call
from alongside.domain.cases.actions.visits import open_case_of_visit
from alongside.domain.cases.models import Case, Category, Kind, Severity
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.queries.duplicates import similar_open_cases
from alongside.domain.cases.rules.intake import TITLE_CHARACTERS
from alongside.domain.conversations.models import Call, Channel
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.estates.models import Location, PublicArea, Unit
from alongside.domain.organisation.models import Node
from alongside.domain.reception.models import Ticket
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.cases.case_context import alerts_now
from alongside.faces.desk.cases.categories import categories_by_kind
from alongside.faces.desk.cases.rows import rows_of
from alongside.faces.desk.cases.saying import ManyFilesField
from alongside.faces.desk.cases.suggestions import suggestions_for
from alongside.faces.desk.cases.who import people_found
from alongside.faces.desk.found_field import FoundField
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.faces.ui.quick_form import QuickForm
from alongside.kernel.actor import Actor
from alongside.kernel.prepared import Given, Prepared


def _nodes_for(viewer: Actor) -> QuerySet[Node]:
    places = [Node.Kind.PROJECT, Node.Kind.STORE]
    return Node.objects.visible_to(viewer, OPEN_CASE).filter(kind__in=places, is_active=True)


def _areas_for(viewer: Actor, unit: Unit | None) -> QuerySet[PublicArea]:
    areas = PublicArea.objects.filter(estate__node__in=_nodes_for(viewer))
    return areas.filter(estate_id=unit.estate_id) if unit else areas


_NODE = Prepared(lambda viewer: _nodes_for(viewer).filter(pk=Given("pk")))
_CATEGORY = Prepared(lambda: Category.objects.filter(is_active=True, pk=Given("pk")))


class OpenForm(QuickForm):
    """Everything but who it is. What is not needed for a kind can wait."""

    node = FoundField(label=gettext_lazy("Project"), empty_label=None)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Kind, widget=forms.RadioSelect, initial="complaint"
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=Channel, initial="phone")
    title = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=TITLE_CHARACTERS,
        widget=forms.TextInput(attrs={"data-draft": "new-case-title"}),
    )
    words = forms.CharField(
        label=gettext_lazy("In the customer's words"),
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "new-case-words"}),
    )
    category = FoundField(
        label=gettext_lazy("Category"),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs={"data-narrowed-by": "kind"}),
    )
    severity = forms.TypedChoiceField(
        label=gettext_lazy("Severity"), choices=Severity, coerce=int, initial=Severity.NORMAL
    )
    location = FoundField(label=gettext_lazy("Where exactly"), required=False, empty_label="—")
    public_area = FoundField(label=gettext_lazy("Public area"), required=False, empty_label="—")
    place_words = forms.CharField(label=gettext_lazy("Place in words"), required=False, max_length=200)
    take_it = forms.BooleanField(label=gettext_lazy("I take it myself"), required=False, initial=False)
    files = ManyFilesField(label=gettext_lazy("Files"), required=False)

    def __init__(self, request: DeskRequest, customer: Customer | None, unit: Unit | None) -> None:
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        viewer = request.viewer
        super().__init__(data, files, initial={"node": _node_of(customer, unit), **request.GET.dict()})
        self.offer("node", lambda: _nodes_for(viewer), lambda pk: _NODE.first(viewer, pk=pk))
        self.offer(
            "category",
            lambda: Category.objects.filter(is_active=True),
            lambda pk: _CATEGORY.first(pk=pk),
            choices=lambda: [("", "—"), *categories_by_kind()],
        )
        self.offer("location", lambda: Location.objects.filter(is_active=True, parent__isnull=True))
        self.offer("public_area", lambda: _areas_for(viewer, unit))

    def offer(self, name: str, *offered: Any, **how: Any) -> None:
        """What may be chosen in a field, as `FoundField.offer`."""
        field = self.fields[name]
        assert isinstance(field, FoundField)
        field.offer(*offered, **how)


@desk_page(OPEN_CASE)
def open_case(request: DeskRequest) -> HttpResponse:
    customer, unit = chosen(request)
    if request.htmx.target == "who-found":
        return show(
            request,
            "faces/desk/cases/open_case.html#found",
            {
                "people": people_found(request, request.GET.get("who", "")),
                "asked": request.GET.get("who", ""),
                "may_add": request.viewer.may(CHANGE_CUSTOMERS),
            },
        )
    if request.htmx.target == "similar":
        return show(
            request,
            "faces/desk/cases/open_case.html#similar",
            {
                "similar": similar(request, customer, unit),
                "suggestions": suggestions_for(request, customer, unit),
            },
        )
    form = OpenForm(request, customer, unit)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            given = {**arguments(form, request, customer, unit), "by": request.viewer, "now": request.now}
            visit = _visit(request)
            case = open_case_of_visit(visit, **given) if visit is not None else opening.open_case(**given)
            _take_in_call(request, case)
            return see(request, case_url(case.number), _("Received as %(number)s.") % {"number": case.number})
    context = {
        "form": form,
        "customer": customer,
        "unit": unit,
        "people": people_found(request, request.GET.get("who", "")) if not customer else [],
        "asked": request.GET.get("who", ""),
        "may_add": request.viewer.may(CHANGE_CUSTOMERS),
        "homes": homes_of(customer) if customer else [],
        "alerts": alerts_now(customer, request.now) if customer else [],
        "similar": similar(request, customer, unit),
        "suggestions": suggestions_for(request, customer, unit),
        "ask": request.get_full_path(),
        "start": reverse("desk:open_case"),
    }
    return show(request, "faces/desk/cases/open_case.html", context, area="desk:cases")


def _take_in_call(request: DeskRequest, case: Case) -> None:
    """`?call=` names the telephone call in which it was told: its line stands in the story, its recording beside it."""
    asked = request.GET.get("call", "")
    if not is_whole(asked):
        return
    call = Call.objects.visible_to(request.viewer).filter(pk=int(asked), message__isnull=False).first()
    if call is not None and request.viewer.may(ANSWER_CALLS, on=call):
        join_call(case, call=call, by=request.viewer, now=request.now)


def _visit(request: DeskRequest) -> Ticket | None:
    """`?ticket=` names the visit at my window in which it is told: it is over by this act (CHN-6)."""
    asked = request.GET.get("ticket", "")
    if not is_whole(asked):
        return None
    mine = Ticket.objects.visible_to(request.viewer).filter(staff=request.user, ended_at__isnull=True)
    return mine.select_related("lobby__node", "node").filter(pk=int(asked)).first()


def chosen(request: DeskRequest) -> tuple[Customer | None, Unit | None]:
    """The customer and the home in the address, if this person may see them."""
    customer_id, unit_id = request.GET.get("customer", ""), request.GET.get("unit", "")
    customer = unit = None
    if is_whole(customer_id):
        customer = _CUSTOMER.first(request.viewer, customer=int(customer_id))
        seen(request, customer)
    if is_whole(unit_id):
        unit = _UNIT.first(request.viewer, unit=int(unit_id))
    if customer and not unit_id:
        homes = homes_of(customer)
        unit = homes[0].unit if len(homes) == 1 else None
    return customer, unit


_CUSTOMER = Prepared(
    lambda viewer: (
        Customer.objects.visible_to(viewer)
        .filter(pk=Given("customer"))
        .defer("search_text", "search_vector")
        .order_by()
    )
)
_UNIT = Prepared(
    lambda viewer: (
        Unit.objects.visible_to(viewer).select_related("estate").filter(pk=Given("unit")).order_by()
    )
)
_HOMES = Prepared(
    lambda: (
        UnitRelation.objects.filter(customer_id=Given("customer"), until_on__isnull=True)
        .select_related("unit__estate")
        .order_by("-from_on", "id")[:20]
    )
)


def homes_of(customer: Customer) -> list[Any]:
    """What the customer is to which homes now, newest first."""
    return _HOMES(customer=customer.pk)


def similar(
    request: DeskRequest, customer: Customer | None, unit: Unit | None
) -> list[tuple[Any, list[str]]]:
    """What may be the same, with the reason in words (CAS-2)."""
    reasons = {
        "customer": _("same customer"), "unit": _("same home"), "public_area": _("same public area"),
        "category": _("same category"), "words": _("similar words"),
    }  # fmt: skip
    words = f"{request.GET.get('title', '')} {request.GET.get('words', '')}"
    found = similar_open_cases(request.viewer, customer=customer, unit=unit, words=words)
    rows = rows_of((one.case for one in found), now=request.now)
    return [(row, [reasons[reason] for reason in one.reasons]) for row, one in zip(rows, found, strict=True)]


def arguments(
    form: OpenForm, request: DeskRequest, customer: Customer | None, unit: Unit | None
) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    takes = given.pop("take_it")
    language = customer.language if customer else ""
    return given | {
        "customer": customer,
        "unit": unit,
        "owner": request.user if takes else None,
        "language": language,
    }


def _node_of(customer: Customer | None, unit: Unit | None) -> int | None:
    return unit.node_id if unit else customer.node_id if customer else None
