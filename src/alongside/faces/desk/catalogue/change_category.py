"""Rename a category, put it elsewhere among its brothers, switch it off (CAS-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.catalogue import change_category
from alongside.domain.cases.models import Category
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page, find


class ChangeCategoryForm(LocalNameForm):
    position = forms.IntegerField(label=gettext_lazy("Order in the list"), min_value=0, max_value=9999)
    is_active = forms.BooleanField(
        label=gettext_lazy("May be chosen"),
        required=False,
        help_text=gettext_lazy("Cases keep a category that is switched off, and stay counted under it."),
    )


@desk_page(CHANGE_CATALOGUE)
def change_category_page(request: DeskRequest, pk: int) -> HttpResponse:
    category = find(Category.objects.all(), pk=pk)
    back = f"{reverse('desk:catalogue')}?kind={category.kind}"
    as_it_is = {**as_typed(category.name), "position": category.position, "is_active": category.is_active}

    def act(data: dict[str, Any]) -> str:
        change_category(
            category,
            name=typed_name(data, category.name),
            position=data["position"],
            is_active=data["is_active"],
            by=request.viewer,
            now=request.now,
        )
        return back

    return form_page(
        request,
        ChangeCategoryForm(request.POST or None, initial=as_it_is),
        act,
        title=str(category),
        back=back,
        crumb=_("Categories"),
        lead=category.code,
        said=_("Saved."),
        area="desk:catalogue",
    )
