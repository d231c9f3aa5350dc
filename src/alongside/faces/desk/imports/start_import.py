"""Bringing a file: what it may hold, a template to start from, and what was imported lately (EST-7, CUS-10)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node
from alongside.domain.work.actions.importing import start_import
from alongside.domain.work.queries import recent_imports
from alongside.faces.desk.imports.kinds import Kind
from alongside.faces.desk.page import DeskRequest, refusals_on, see, show
from alongside.kernel.columns import Column
from alongside.kernel.files import LARGEST, MEGABYTE, TABLE
from alongside.kernel.permission import Permission
from alongside.kernel.tables import write_xlsx

RECENT = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    """The file, and where its rows belong. `once` makes two clicks one import."""

    node = forms.ModelChoiceField(queryset=Node.objects.none(), label=_("Where they belong"))
    file = forms.FileField(
        label=_("Excel or CSV file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"})
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, request: DeskRequest, permission: Permission, *args: Any) -> None:
        super().__init__(*args)
        places = Node.objects.visible_to(request.viewer, permission).filter(is_active=True)
        self.fields["node"].queryset = places.order_by("path")
        projects = [one.pk for one in places if one.kind in ("project", "store")]
        self.fields["node"].initial = projects[0] if len(projects) == 1 else None
        self.fields["once"].initial = uuid4().hex
        self.fields["file"].help_text = _("At most %(most)s MB; the first sheet of a workbook is read.") % {
            "most": LARGEST[TABLE] // MEGABYTE
        }


def start_import_page(request: DeskRequest, kind: Kind) -> HttpResponse:
    """The page of one kind; `?template` is the file to start from."""
    importer = kind.importer
    if "template" in request.GET:
        return _template(importer.columns)
    form = ImportForm(request, importer.permission, request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            run = start_import(
                kind=importer.kind,
                node=given["node"],
                upload=given["file"],
                once_key=given["once"] or None,
                by=request.viewer,
                now=request.now,
            )
            return see(request, reverse("desk:import_run", args=[run.pk]))
    context = {
        "kind": kind,
        "form": form,
        "runs": recent_imports(request.viewer, kind=importer.kind)[:RECENT],
        "columns": importer.columns,
    }
    return show(request, "faces/desk/imports/start_import.html", context, area=kind.area)


def _template(columns: Sequence[Column]) -> HttpResponse:
    """The columns under their names in the reader's language, with one row as an example."""
    file = BytesIO()
    write_xlsx(
        file,
        [str(one.label) for one in columns],
        [[str(one.example) for one in columns]],
        widths=[14] * len(columns),
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="template.xlsx"'
    return response
