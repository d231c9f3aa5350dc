"""Authorised agents: who may act for an owner at a home, in what, until when, and the papers that say so (CUS-1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.customers.actions import authorise_agent
from alongside.domain.customers.models import AgentAuthority, Customer, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS, SEE_CUSTOMERS
from alongside.faces.desk.customers.another_customer import AnotherCustomerField
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import files_about, is_shown_in_place, open_file, serving_headers


class AuthoriseForm(forms.Form):
    agent = AnotherCustomerField(label=gettext_lazy("Who acts for them"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("In what"),
        choices=AgentAuthority.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput)
    words = forms.CharField(label=gettext_lazy("Worth knowing"), max_length=200, required=False)
    papers = forms.FileField(
        label=gettext_lazy("Signed authority"), required=False, help_text=gettext_lazy("A photo or a PDF")
    )

    def __init__(self, request: DeskRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].viewer = request.viewer


@desk_page(CHANGE_CUSTOMERS)
def authorise_agent_page(request: DeskRequest, pk: int) -> HttpResponse:
    """From the home of an owner or tenant."""
    relations = UnitRelation.objects.visible_to(request.viewer).select_related(
        "customer", "unit__estate", "unit__node"
    )
    relation = find(relations, pk=pk)
    principal = find(Customer.objects.visible_to(request.viewer), pk=relation.customer_id)
    seen(request, principal)
    form = AuthoriseForm(
        request,
        request.POST or None,
        request.FILES or None,
        initial={"from_on": timezone.localdate(request.now)},
    )

    def act(data: dict[str, Any]) -> str:
        paper = data.pop("papers")
        authorise_agent(
            data.pop("agent"), unit=relation.unit, principal=principal, **data, files=[paper] if paper else [],
            by=request.viewer, now=request.now,
        )  # fmt: skip
        return back_to(principal)

    return form_page(
        request, form, act, title=_("Authorise an agent"), back=back_to(principal), crumb=principal.name,
        lead=f"{relation.unit.estate.name} {relation.unit.label}", said=_("The authority is on file."), area=AREA,
    )  # fmt: skip


@desk_page(SEE_CUSTOMERS)
def agent_papers(request: DeskRequest, pk: int) -> HttpResponse:
    """One authority with its papers."""
    authority = find(_authorities(request), pk=pk)
    seen(request, authority.relation.customer_id, authority.principal_id)
    context = {
        "authority": authority,
        "agent": authority.relation.customer,
        "files": list(files_about(authority)),
        "is_over": authority.is_over(timezone.localdate(request.now)),
        "back": reverse("desk:customer", args=[authority.principal_id]),
    }
    return show(request, "faces/desk/customers/agent_papers.html", context, area=AREA)


@desk_page(SEE_CUSTOMERS)
def agent_paper(request: DeskRequest, pk: int, file_id: UUID) -> FileResponse:
    """One of the papers itself."""
    authority = find(_authorities(request), pk=pk)
    seen(request, authority.relation.customer_id, authority.principal_id)
    return served(files_about(authority).filter(pk=file_id).first())


def served(stored: StoredFile | None) -> FileResponse:
    """A file whose thing the viewer may see."""
    if stored is None:
        raise Http404
    response = FileResponse(
        open_file(stored), as_attachment=not is_shown_in_place(stored), filename=stored.name
    )
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Content-Type"] = stored.content_type
    return response


def _authorities(request: DeskRequest):
    authorities = AgentAuthority.objects.visible_to(request.viewer)
    return authorities.select_related("relation__customer", "relation__unit__estate", "principal")
