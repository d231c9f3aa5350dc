"""Who asks: a client by its bearer token, counted; and what it may find."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from alongside.domain.cases.models import Case
from alongside.domain.organisation.actions.clients import act_for, count_request, let_in
from alongside.domain.organisation.models import ClientActor, Node, StaffActor, StaffMember
from alongside.domain.organisation.queries import colleagues_of
from alongside.faces.api.problems import TooManyRequests
from alongside.kernel.permission import Permission
from alongside.kernel.refusals import Refused

M = TypeVar("M", bound=Model)
NUMBER = re.compile(r"[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{4,9}")


class ApiRequest(HttpRequest):
    """A request of a client that was let in; `now` is its one moment."""

    viewer: ClientActor
    now: datetime


class Token(HttpBearer):
    """The token of an API client: `Authorization: Bearer alongside_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> ClientActor | None:
        now = timezone.now()
        viewer = let_in(token, now=now)
        if viewer is None:
            return None
        if not count_request(viewer.client, now=now):
            raise TooManyRequests
        request.viewer, request.now = viewer, now  # type: ignore[attr-defined]
        return viewer


def find(rows: QuerySet[M], **lookup: Any) -> M:
    """The one row that the client may see, else 404: what one may not see does not exist for them."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def find_case(request: ApiRequest, number: str) -> Case:
    """The case of that number, as far as this client sees it."""
    if not NUMBER.fullmatch(number):
        raise Http404
    return find(Case.objects.visible_to(request.viewer).select_related("node"), number=number)


def named(rows: QuerySet[M], field: str, **lookup: Any) -> Any:
    """What the body names, among what the client may see; Refused naming the field. None where nothing is named."""
    if any(value in (None, "") for value in lookup.values()):
        return None
    row = rows.filter(**lookup).first()
    if row is None:
        raise Refused(_("There is no such thing, or this client may not see it."), field=field)
    return row


def node_named(request: ApiRequest, code: str, permission: Permission) -> Node:
    """The node of that code at which the client may do this."""
    node = named(Node.objects.visible_to(request.viewer, permission), "node", code=code)
    if node is None:
        raise Refused(_("Name the node."), field="node")
    return node


def colleague(request: ApiRequest, username: str, *, field: str = "staff") -> StaffMember:
    """The staff member of that user name, among those whom the client may name."""
    staff = named(colleagues_of(request.viewer, now=request.now), field, username=username.strip().lower())
    if staff is None:
        raise Refused(_("Name a staff member."), field=field)
    return staff


def in_the_name_of(request: ApiRequest, username: str) -> StaffActor:
    """Some acts are signed by a person (evidence, findings, losses, a transfer's answer): then the body names
    who it is in `staff`, and both the client and that person must be allowed to."""
    return act_for(request.viewer, colleague(request, username), now=request.now)
