"""Add a category (CAS-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.catalogue import add_category
from alongside.domain.cases.models import Category, Kind
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.faces.desk.catalogue.branches import in_order
from alongside.faces.desk.catalogue.kept_rows import NewRow
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page

INDENT = "\u2003"


class CategoryForm(NewRow, LocalNameForm):
    """What it is called, and below what it stands."""

    place = forms.ChoiceField(label=gettext_lazy("Below what"))
    position = forms.IntegerField(
        label=gettext_lazy("Order in the list"), required=False, min_value=0, max_value=9999
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows: dict[str, list[Any]] = {kind: [] for kind in Kind.values}
        for one in Category.objects.filter(is_active=True):
            rows[one.kind].append(one)
        self.fields["place"].choices = [
            choice
            for kind, name in Kind.choices
            for choice in (
                (kind, name),
                *(
                    (str(leaf.row.pk), f"{INDENT * (leaf.depth + 1)}{leaf.row}")
                    for leaf in in_order(rows[kind])
                ),
            )
        ]


@desk_page(CHANGE_CATALOGUE)
def add_category_page(request: DeskRequest) -> HttpResponse:
    first = {"place": request.GET.get("below") or request.GET.get("kind") or str(Kind.COMPLAINT)}

    def act(data: dict[str, Any]) -> str:
        parent = Category.objects.filter(pk=data["place"]).first() if data["place"].isdigit() else None
        made = add_category(
            kind="" if parent else data["place"],
            parent=parent,
            code=data["code"],
            name=typed_name(data),
            position=data["position"] or 0,
            by=request.viewer,
            now=request.now,
        )
        return f"{reverse('desk:catalogue')}?kind={made.kind}"

    return form_page(
        request,
        CategoryForm(request.POST or None, initial=first),
        act,
        title=_("Add a category"),
        back=reverse("desk:catalogue"),
        crumb=_("Categories"),
        submit=_("Add"),
        said=_("The category is there."),
        area="desk:catalogue",
    )
