"""One import from its columns to its result, and what one does with it (EST-7, CUS-10).

The page refreshes its middle while the worker is at it; without scripts one reloads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.work.actions.importing import (
    JOB,
    begin_import,
    cancel_import,
    choose_columns,
    resume_import,
)
from alongside.domain.work.models import ImportRun
from alongside.domain.work.queries import faults_of, faulty_rows, recent_imports
from alongside.faces.desk.imports.kinds import KINDS
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.steps import Step, steps_up_to
from alongside.kernel.columns import Column, missing_columns
from alongside.kernel.jobs import is_in_hand
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import write_csv

FAULTS_SHOWN = 20
STEPS = (gettext_lazy("File"), gettext_lazy("Columns"), gettext_lazy("Check"), gettext_lazy("Import"))
AT = {"reading": 0, "columns": 1, "checking": 2, "checked": 2, "importing": 3, "done": 4}
TROUBLES = {
    "empty": gettext_lazy("The file has no row of column names."),
    "encoding": gettext_lazy("The file is neither UTF-8 nor GB18030. Save it as Excel and try again."),
    "format": gettext_lazy("The file is broken, protected, or no table."),
    "columns": gettext_lazy("The file has too many columns."),
    "cell": gettext_lazy("A cell of the file is far too long."),
    "duplicate": gettext_lazy(
        "Two columns have the same name. Give one another name and send the file again."
    ),
    "sheet": gettext_lazy("The workbook has no such sheet."),
    "too_faulty": gettext_lazy(
        "More than 50,000 rows are faulty, so the check stopped. Are the columns right?"
    ),
    "file_gone": gettext_lazy(
        "The file is not there any more. Send it again: what is in already is left alone."
    ),
    "not_allowed": gettext_lazy("Whoever began this import may not import here any more."),
    "broken": gettext_lazy(
        "Something went wrong on our side. What is in stays; let it go on, or tell the administrator."
    ),
}
ACTS: dict[str, Callable[..., ImportRun]] = {
    "begin": begin_import,
    "cancel": cancel_import,
    "resume": resume_import,
}


@dataclass(frozen=True)
class FileColumn:
    """A column of the file, what stands in its first rows, and the field that it is."""

    place: int
    name: str
    samples: list[str]
    field: str


@desk_page()
def import_run(request: DeskRequest, import_id: int) -> HttpResponse:
    return _page(request, _found(request, import_id))


@require_POST
@desk_page()
def choose_columns_page(request: DeskRequest, import_id: int) -> HttpResponse:
    """`column-3=phone`: the fourth column of the file is the phone."""
    run = _found(request, import_id)
    chosen = [
        (str(field), int(name.removeprefix("column-")))
        for name, field in request.POST.items()
        if name.startswith("column-") and name.removeprefix("column-").isdecimal() and field
    ]
    try:
        twice = [field for field, _place in chosen if [one for one, _p in chosen].count(field) > 1]
        if twice:
            labels = {one.field: one.label for one in KINDS[run.kind].importer.columns}
            raise Refused(_("“%(column)s” is chosen twice.") % {"column": labels.get(twice[0], "")})
        choose_columns(
            run,
            columns=dict(chosen),
            may_change="may_change" in request.POST,
            by=request.viewer,
            now=request.now,
        )
    except Refused as no:
        return _page(request, run, refusal=no, chosen={place: field for field, place in chosen}, status=422)
    return see(request, reverse("desk:import_run", args=[import_id]))


@require_POST
@desk_page()
def act_on_import(request: DeskRequest, import_id: int, code: str) -> HttpResponse:
    run = _found(request, import_id)
    if code not in ACTS:
        raise Http404
    ACTS[code](run, by=request.viewer, now=request.now)
    return see(request, reverse("desk:import_run", args=[import_id]))


@desk_page()
def import_faults(request: DeskRequest, import_id: int) -> HttpResponse:
    """The faulty rows as a file that can be mended and sent again."""
    run = _found(request, import_id)
    seen(request, about=run)
    file = BytesIO()
    try:
        write_csv(file, [_("Line"), _("What is wrong"), *run.seen["header"]], faulty_rows(run))
    except FileNotFoundError as no:
        raise Http404 from no
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="faults-{run.pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _found(request: DeskRequest, pk: int) -> ImportRun:
    return find(recent_imports(request.viewer), pk=pk)


def _page(
    request: DeskRequest,
    run: ImportRun,
    *,
    refusal: Refused | None = None,
    chosen: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = KINDS[run.kind]
    is_choosing = (
        run.state == "columns"
        or ("columns" in request.GET and run.state in ("checked", "unreadable"))
        or refusal
    )
    context: dict[str, Any] = {
        "run": run,
        "kind": kind,
        "steps": _steps(run),
        "percent": round(run.share_done * 100),
        "trouble": TROUBLES.get(run.trouble, ""),
        "refusal": refusal,
        "back": reverse(kind.area),
    }
    seen(request, about=run)
    if is_choosing and run.look:
        context |= {
            "file_columns": _file_columns(request, run, chosen),
            "fields": [(one.field, one.label) for one in kind.importer.columns],
            "missing": _missing(run, chosen, kind.importer.columns),
        }
    elif run.faulty:
        context["faults"] = list(faults_of(run, most=FAULTS_SHOWN))
        context["is_own"] = run.started_by_id == request.user.pk
    if run.fields:
        labels = {one.field: one.label for one in kind.importer.columns}
        context["changed_fields"] = [(labels.get(field, field), n) for field, n in sorted(run.fields.items())]
    if run.is_busy:
        context["is_left"] = not is_in_hand(JOB, run_id=run.pk)
    part = "#run" if request.htmx and request.method == "GET" else ""
    return show(request, f"faces/desk/imports/import_run.html{part}", context, area=kind.area, status=status)


def _steps(run: ImportRun) -> list[Step]:
    at = AT.get(run.state)
    if at is None:  # cancelled, stopped, not readable: as far as it came
        at = 3 if run.begun_at else 2 if run.read else 1 if run.look else 0
    return steps_up_to(at, [str(one) for one in STEPS])


def _file_columns(request: DeskRequest, run: ImportRun, chosen: dict[int, str] | None) -> list[FileColumn]:
    """First values are shown to who brought the file only: they stand there in the clear (INF-2)."""
    fields = chosen if chosen is not None else {place: field for field, place in run.columns.items()}
    rows = run.seen["rows"] if run.started_by_id == request.user.pk else []
    return [
        FileColumn(
            place, name, list(dict.fromkeys(row[place] for row in rows if row[place])), fields.get(place, "")
        )
        for place, name in enumerate(run.seen["header"])
    ]


def _missing(run: ImportRun, chosen: dict[int, str] | None, columns: Any) -> list[Column]:
    there = {field: place for place, field in chosen.items()} if chosen is not None else run.columns
    return missing_columns(columns, there, run.seen["rows"])
