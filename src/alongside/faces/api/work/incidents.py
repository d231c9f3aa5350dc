"""Incidents, for programs that watch over systems (INF-9). Telling the authority and closing are done in the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict

from alongside.domain.organisation.actions import watching
from alongside.domain.organisation.models import Node
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, in_the_name_of, named
from alongside.faces.api.texts import Code, In, Moment, Out, Username, Words
from alongside.kernel.refusals import Refused

incidents = Chapter("Incidents")


class IncidentOut(Out):
    """An incident, and by when the authority must have been told."""

    id: int
    node: str
    severity: str
    known_at: datetime
    registered_at: datetime
    due_at: datetime


class IncidentIn(In):
    """What happened where, known since when, and who answers for the report."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "staff": "zhao.min", "node": "GLT", "severity": "personal_data", "words": "导出文件误发外部邮箱",
                    "known_at": "2026-11-22T09:30:00+08:00",
                }
            ]
        }
    )  # fmt: skip

    staff: Username
    node: Code
    severity: Literal["other", "personal_data", "serious"]
    words: Words
    known_at: Moment


@incidents.post("/incidents", IncidentOut, status=201)
def register_incident(request: ApiRequest, body: IncidentIn) -> IncidentOut:
    """Put an incident into the register; who manages the accounts there hears of it, and the deadline runs."""
    node = named(Node.objects.within(request.viewer.client.node), "node", code=body.node)
    if node is None:
        raise Refused(_("Name the node."), field="node")
    incident = watching.register_incident(
        node,
        severity=body.severity,
        words=body.words,
        known_at=body.known_at,
        by=in_the_name_of(request, body.staff),
        now=request.now,
    )
    return IncidentOut(
        id=incident.pk,
        node=node.code,
        severity=incident.severity,
        known_at=incident.known_at,
        registered_at=incident.registered_at,
        due_at=incident.due_at,
    )
