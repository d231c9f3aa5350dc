"""A table of rows from a file: checked first, column by column, then loaded. Shared by the import pages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest, refusals_on, show
from alongside.kernel.bulk import LoadReport
from alongside.kernel.permission import Permission
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import Row, UnreadableTable, read_table, write_xlsx

MOST_ROWS = 20_000  # that many load within a request; more go through the command line
MOST_FAULTS_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Load = Callable[..., LoadReport]

UNREADABLE = {
    "empty": gettext_lazy("The file has no row of column names."),
    "encoding": gettext_lazy("The file is neither UTF-8 nor GB18030. Save it as Excel and try again."),
    "format": gettext_lazy("The file is broken, protected, or no table."),
    "columns": gettext_lazy("The file has too many columns."),
    "cell": gettext_lazy("A cell of the file is far too long."),
    "duplicate": gettext_lazy("Two columns have the same name."),
    "sheet": gettext_lazy("The workbook has no such sheet."),
}


@dataclass(frozen=True)
class Importer:
    """What is imported: its columns (field → names it may have), the loading action, and where pages lead."""

    title: str
    lead: str
    columns: dict[str, tuple[str, ...]]
    load: Load
    permission: Permission
    back: str
    crumb: str
    area: str
    example: list[str]


class ImportForm(forms.Form):
    """The file, and where its rows belong."""

    node = forms.ModelChoiceField(queryset=Node.objects.none(), label=gettext_lazy("Where they belong"))
    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )

    def __init__(self, request: DeskRequest, permission: Permission, *args: Any) -> None:
        super().__init__(*args)
        places = Node.objects.visible_to(request.viewer, permission).filter(is_active=True)
        self.fields["node"].queryset = places.order_by("path")
        projects = [one.pk for one in places if one.kind in ("project", "store")]
        self.fields["node"].initial = projects[0] if len(projects) == 1 else None


def import_page(request: DeskRequest, importer: Importer) -> HttpResponse:
    """`act`: check changes nothing; load takes in the good rows; errors gives the faulty ones as a workbook."""
    if "example" in request.GET:
        return _workbook([names[0] for names in importer.columns.values()], [importer.example], "example")
    form = ImportForm(request, importer.permission, request.POST or None, request.FILES or None)
    act, report = request.POST.get("act", "check"), None
    if form.is_valid():
        with refusals_on(form):
            report = _run(request, importer, form, dry_run=act != "load")
    if report is not None and act == "errors":
        faults = [(one.line, one.column, one.reason) for one in report.faulty]
        return _workbook([_("Line"), _("Column"), _("What is wrong")], faults, "errors")
    context = {
        "importer": importer,
        "form": form,
        "report": report,
        "is_loaded": act == "load" and report is not None,
        "faults": report.faulty[:MOST_FAULTS_SHOWN] if report else [],
        "columns": [(names[0], names[1:]) for names in importer.columns.values()],
    }
    return show(request, "faces/desk/importing.html", context, area=importer.area)


def _run(request: DeskRequest, importer: Importer, form: ImportForm, *, dry_run: bool) -> LoadReport:
    with _at_hand(form.cleaned_data["file"]) as path:
        try:
            rows = _bounded(read_table(path))
            return importer.load(
                rows, node=form.cleaned_data["node"], by=request.viewer, now=request.now, dry_run=dry_run
            )
        except UnreadableTable as fault:
            raise Refused(UNREADABLE[fault.reason], field="file") from fault


def _bounded(rows: Iterable[Row]) -> list[Row]:
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise Refused(
            _("At most %(most)s rows at once; split the file.") % {"most": MOST_ROWS},
            field="file",
        )
    return found


@contextmanager
def _at_hand(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file on disk for as long as it is read."""
    with tempfile.NamedTemporaryFile() as file:
        for block in upload.chunks():
            file.write(block)
        file.flush()
        yield Path(file.name)


def _workbook(header: list[str], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    file = BytesIO()
    write_xlsx(file, header, rows, widths=(14,) * len(header))
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
