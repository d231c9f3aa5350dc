"""Tables out: masked at once, in full only after somebody else's yes, which is given in the desk (CUS-10, INF-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.customers.models import Segment
from alongside.domain.customers.queries.segments import as_conditions
from alongside.domain.organisation.models import Node
from alongside.domain.work.actions import exporting
from alongside.domain.work.hooks import exporters
from alongside.domain.work.models import ExportRun
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.reading import Narrowing
from alongside.faces.api.customers.customers import Paging
from alongside.faces.api.gate import ApiRequest, find, in_the_name_of, named
from alongside.faces.api.texts import Code, Id, In, Out, Username, Words
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import open_file, serving_headers

exports = Chapter("Exports")


class ExportOut(Out):
    """One table on its way out. What it was narrowed by may hold names, and is not said again."""

    id: int
    kind: str
    node: str
    format: str
    is_masked: bool
    state: str
    """waiting (for a yes), writing, ready, refused, stopped, expired."""
    expected: int
    rows: int
    asked_by: str
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None


class Exports(Out):
    items: list[ExportOut]
    next: str


class ExportIn(In):
    """What goes out, of which place, for whom, and why. The file bears the person's name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "staff": "lin.xiaoyue", "kind": "cases", "node": "GLT", "reason": "月度复盘",
                    "cases": {"kind": ["complaint"], "opened_from": "2026-11-01"},
                }
            ]
        }
    )  # fmt: skip

    staff: Username
    kind: Annotated[Code, Field(max_length=30, examples=["customers"])]
    node: Code
    """Of which place, with all below it."""
    reason: Annotated[Words, Field(max_length=500)]
    format: Literal["xlsx", "csv"] = "xlsx"
    is_masked: bool = True
    """False: names and numbers in full, once somebody else has said yes."""
    cases: Narrowing | None = None
    """Of cases: which."""
    q: Annotated[Code, Field(max_length=100)] = ""
    """Of customers: words to narrow them by."""
    segment: Id | None = None
    """Of customers: those who meet this segment as it is now."""


class FetchIn(In):
    """Who asked for it."""

    staff: Username


@exports.get("/exports", Exports)
def list_exports(request: ApiRequest, paging: Query[Paging]) -> Exports:
    """What was asked for through this client, the newest first."""
    rows = _rows(request).order_by("-pk")
    if paging.after:
        (pk,) = values_of(paging.after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(rows[: paging.limit + 1])
    page = found[: paging.limit]
    more = token_of(page[-1].pk) if len(found) > paging.limit else ""
    return Exports(items=[_out(one) for one in page], next=more)


@exports.post("/exports", ExportOut, status=201)
def ask_export(request: ApiRequest, body: ExportIn) -> ExportOut:
    """Ask for a table. It is written in the background; ask for its state now and then."""
    if body.kind not in {one.kind for one in exporters()}:
        raise Refused(_("This choice does not exist."), field="kind")
    node = named(Node.objects.within(request.viewer.client.node), "node", code=body.node)
    if node is None:
        raise Refused(_("Name the node."), field="node")
    run = exporting.ask_export(
        body.kind,
        node=node,
        conditions={**_conditions(request, body), "node": node.pk},
        is_masked=body.is_masked,
        format=body.format,
        reason=body.reason,
        by=in_the_name_of(request, body.staff),
        now=request.now,
    )
    return _out(run)


@exports.get("/exports/{id}", ExportOut)
def get_export(request: ApiRequest, id: Id) -> ExportOut:
    """How far it is."""
    return _out(find(_rows(request), pk=id))


@exports.post("/exports/{id}/fetch_export", None)
def fetch_export(request: ApiRequest, id: Id, body: FetchIn) -> HttpResponseBase:
    """The file itself, in the name of whoever asked for it, as long as it is there. Each fetching is in the journal."""
    run = find(_rows(request), pk=id)
    stored = exporting.fetch_export(run, by=in_the_name_of(request, body.staff), now=request.now)
    response = FileResponse(open_file(stored), as_attachment=True, filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _rows(request: ApiRequest) -> Any:
    return ExportRun.objects.visible_to(request.viewer).select_related("node", "asked_by")


def _conditions(request: ApiRequest, body: ExportIn) -> dict[str, Any]:
    if body.kind == "cases":
        given = body.cases.model_dump(exclude_none=True) if body.cases else {}
        return Conditions.from_query(given).as_query()
    asked: dict[str, Any] = {"q": body.q.strip()} if body.q.strip() else {}
    if body.segment is not None:
        asked |= as_conditions(find(Segment.objects.visible_to(request.viewer), pk=body.segment))
    return asked


def _out(run: ExportRun) -> ExportOut:
    return ExportOut(
        id=run.pk,
        kind=run.kind,
        node=run.node.code,
        format=run.format,
        is_masked=run.is_masked,
        state=run.state,
        expected=run.expected,
        rows=run.rows,
        asked_by=run.asked_by.username,
        asked_at=run.asked_at,
        ready_at=run.ready_at,
        expires_at=run.expires_at,
    )
