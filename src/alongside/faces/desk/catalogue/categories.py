"""The tree of categories of one kind of case (CAS-1)."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse

from alongside.domain.cases.models import Category, Kind
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.faces.desk.catalogue.branches import in_order
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(CHANGE_CATALOGUE)
def categories(request: DeskRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else str(Kind.COMPLAINT)
    counts = dict(
        Category.objects.filter(is_active=True)
        .values_list("kind")
        .annotate(n=Count("id", filter=Q(is_active=True)))
    )
    context = {
        "kind": kind,
        "kinds": [(code, name, counts.get(code, 0)) for code, name in Kind.choices],
        "leaves": in_order(Category.objects.filter(kind=kind)),
    }
    return show(request, "faces/desk/catalogue/categories.html", context, area="desk:catalogue")
