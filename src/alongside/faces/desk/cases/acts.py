"""What can be done with a case, one small form each: the row of next acts, and the page behind each of them.

An act is named once: `close_case` is the action, the last part of its address and the name in `ACTS`. Without
JavaScript its page opens; with it the same form opens in a sheet over the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.desk.wording.minding import knowing_of
from alongside.faces.ui.access import seen
from alongside.faces.ui.addresses import address_of
from alongside.faces.ui.quick_form import QuickForm
from alongside.kernel.actor import Actor
from alongside.kernel.permission import Permission
from alongside.kernel.prepared import Given, Prepared


class ActForm(QuickForm):
    """A form about a case. `seen` is the version on which the person decided (CAS-16)."""

    minds_wording = False  # whether the customer reads the words
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: DeskRequest, case: Case) -> None:
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        super().__init__(data, files, initial={"seen": case.version, **self.initial_for(request, case)})
        self.request, self.case = request, case
        self.prepare()

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        """What the form begins with; an address may propose more (`?to=`)."""
        return {}

    def prepare(self) -> None:
        """Fill choices that depend on the case and on who looks."""

    def arguments(self) -> dict[str, Any]:
        """What the action is called with."""
        return dict(self.cleaned_data)


class MindedForm(ActForm):
    """Words that the customer reads: what must not be promised is shown before they are sent (CHN-8)."""

    minds_wording = True

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"knowing": knowing_of(self.request)}


@dataclass(frozen=True)
class Act:
    """One act: who may, when it makes sense, what it asks for, which key it has."""

    code: str
    label: Any
    action: Callable[..., Any]
    permission: Permission
    icon: str = "point"
    key: str = ""
    hint: Any = ""
    form: type[ActForm] = ActForm
    when: Callable[[Case], bool] = field(default=lambda case: True)
    is_first: bool = False  # stands in the row rather than in the menu
    tone: str = ""
    done: Any = _("Done.")
    allowed: Callable[[Case, Actor], bool] | None = None
    template: str = "faces/desk/cases/act.html"

    def is_open(self, case: Case, viewer: Actor) -> bool:
        """Whether the case is so that it can be done now, by this person."""
        may = self.allowed(case, viewer) if self.allowed else viewer.may(self.permission, on=case)
        return may and self.when(case)

    @property
    def is_plain(self) -> bool:
        """Nothing to fill in: the button does it."""
        return self.form is ActForm


ACTS: dict[str, Act] = {}


def declare(*acts: Act) -> None:
    for act in acts:
        ACTS[act.code] = act


def case_url(number: str, request: DeskRequest | None = None) -> str:
    """The page of a case; within a list it stays within that list."""
    return address_of("desk:case", number) + (suffix_of(request) if request else "")


def suffix_of(request: DeskRequest) -> str:
    """`?list=…`: in which list the case is looked at."""
    name = request.GET.get("list", "")
    return f"?list={name}" if name.isidentifier() else ""


def open_acts(case: Case, viewer: Actor) -> tuple[list[Act], list[Act]]:
    """The acts open now: those of the row, and those of the menu."""
    row: list[Act] = []
    menu: list[Act] = []
    for act in ACTS.values():
        if act.is_open(case, viewer):
            (row if act.is_first else menu).append(act)
    return row, menu


def see_case(request: DeskRequest, case: Case, said: Any) -> HttpResponse:
    return see(request, case_url(case.number, request), said)


@desk_page()
def act_on_case(request: DeskRequest, number: str, code: str) -> HttpResponse:
    """The page of one act: its form, and doing it."""
    act = ACTS.get(code)
    if act is None:
        raise Http404
    case = visible_case(request, number, reading=_CASE if request.method == "GET" else _CASE_TO_ACT)
    if act.allowed is None or not act.allowed(case, request.viewer):
        request.viewer.require(act.permission, on=case)
    form = act.form(request, case)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            given = form.arguments()
            act.action(case, **given, by=request.viewer, now=request.now)
            return see_case(request, case, act.done)
    fragment = "#sheet" if request.htmx else ""
    context = {
        "case": case,
        "act": act,
        "form": form,
        "back": case_url(number, request),
        "ask": request.get_full_path(),
    }
    return show(request, act.template + fragment, context, area="desk:cases")


_CASE = Prepared(
    lambda viewer: (
        Case.objects.visible_to(viewer)
        .filter(number=Given("number"))
        .select_related("node", "customer", "unit", "estate", "owner", "category__parent")
        .defer("customer__search_text", "customer__search_vector")
    )
)


# An act reads its case once more and locks it; what else a page shows of it is read only if the act is refused.
_CASE_TO_ACT = Prepared(
    lambda viewer: Case.objects.visible_to(viewer).filter(number=Given("number")).select_related("node")
)


def visible_case(request: DeskRequest, number: str, *, reading: Prepared[Case] = _CASE) -> Case:
    """The case that this person may see, with what every page of a case shows; else 404."""
    case = reading.first(request.viewer, number=number)
    if case is None:
        raise Http404
    seen(request, case.customer_id, about=case)
    return case


def choices_of(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    return [("", "—"), *((row.pk, str(row)) for row in rows)]
