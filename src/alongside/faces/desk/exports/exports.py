"""Exports: what one asked for, what is ready, until when (CUS-10, INF-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.customers.models import Segment
from alongside.domain.customers.queries.segments import as_conditions
from alongside.domain.organisation.models import Node
from alongside.domain.work.actions.exporting import (
    KEPT,
    MOST_A_DAY,
    MOST_ROWS,
    ask_export,
    fetch_export,
)
from alongside.domain.work.hooks import Exporter, exporters
from alongside.domain.work.models import Approval, ExportRun
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.kernel.stored_files import open_file, serving_headers

MOST = 50
HOURS = int(KEPT.total_seconds() // 3600)


class ExportForm(forms.Form):
    node = forms.ModelChoiceField(
        Node.objects.none(), label=gettext_lazy("Of which place, with all below it"), empty_label=None
    )
    format = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[("xlsx", "Excel"), ("csv", "CSV")],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("Names and numbers"), initial="masked", widget=forms.RadioSelect,
        choices=[
            ("masked", gettext_lazy("Masked: written at once")),
            ("full", gettext_lazy("In full: only after somebody else's yes")),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("What for?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who approves it and who audits it reads this."),
    )  # fmt: skip

    def __init__(self, request: DeskRequest, exporter: Exporter) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        nodes = Node.objects.visible_to(request.viewer, exporter.permission).filter(is_active=True)
        self.fields["node"].queryset = nodes.order_by("path")


@desk_page(*(one.permission for one in exporters()))
def exports(request: DeskRequest) -> HttpResponse:
    context = {
        "runs": list(
            ExportRun.objects.visible_to(request.viewer).select_related("node").order_by("-pk")[:MOST]
        ),
        "kinds": [one for one in exporters() if request.viewer.may(one.permission)],
        "hours": HOURS,
    }
    return show(request, "faces/desk/exports/exports.html", context, area="desk:exports")


@desk_page(*(one.permission for one in exporters()))
def ask_export_page(request: DeskRequest, kind: str) -> HttpResponse:
    """What the list that it was asked from shows, is what goes out."""
    exporter = next((one for one in exporters() if one.kind == kind), None)
    if exporter is None or not request.viewer.may(exporter.permission):
        raise Http404
    asked = _conditions(request, kind)

    def act(data: dict[str, Any]) -> str:
        run = ask_export(
            kind,
            node=data["node"],
            conditions={**asked, "node": data["node"].pk},
            is_masked=data["shown"] == "masked",
            format=data["format"],
            reason=data["reason"],
            by=request.viewer,
            now=request.now,
        )
        return reverse("desk:export_run", args=[run.pk])

    lead = _(
        "At most %(rows)s rows and %(times)s exports a day. Every sheet bears your name and the time; the file can be "
        "fetched for %(hours)s hours and is then deleted. Whose data it holds stands in the access log."
    ) % {"rows": f"{MOST_ROWS:,}", "times": MOST_A_DAY, "hours": HOURS}
    return form_page(
        request, ExportForm(request, exporter), act, title=_("Export: %(what)s") % {"what": exporter.label},
        back=reverse("desk:exports"), crumb=_("Exports"), submit=_("Export"), lead=lead, area="desk:exports",
    )  # fmt: skip


@desk_page()
def export_run(request: DeskRequest, pk: int) -> HttpResponse:
    run = _found(request, pk)
    approval = (
        Approval.objects.filter(kind="export", about_kind="exportrun", about_id=run.pk)
        .order_by("-pk")
        .first()
    )
    context = {
        "run": run,
        "steps": list(approval.steps.select_related("by", "instead_of").order_by("order"))
        if approval
        else [],
        "approval": approval,
        "hours": HOURS,
    }
    fragment = "#run" if request.htmx and request.htmx.target == "run" else ""
    return show(request, f"faces/desk/exports/export_run.html{fragment}", context, area="desk:exports")


@require_POST
@desk_page()
def fetch_export_page(request: DeskRequest, pk: int) -> FileResponse:
    """The file itself, for who asked for it, as long as it is there."""
    stored = fetch_export(_found(request, pk), by=request.viewer, now=request.now)
    response = FileResponse(open_file(stored), as_attachment=True, filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _conditions(request: DeskRequest, kind: str) -> dict[str, Any]:
    if kind == "cases":
        return Conditions.from_query(request.GET).as_query()
    words = request.GET.get("q", "").strip()[:100]
    asked: dict[str, Any] = {"q": words} if words else {}
    pk = request.GET.get("segment", "")
    if pk.isdigit() and len(pk) <= 18:
        asked |= as_conditions(find(Segment.objects.visible_to(request.viewer), pk=int(pk)))
    return asked


def _found(request: DeskRequest, pk: int) -> ExportRun:
    return find(ExportRun.objects.visible_to(request.viewer).select_related("node", "asked_by"), pk=pk)
