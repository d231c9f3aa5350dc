"""The places, people and catalogues that acts name."""

from __future__ import annotations

from alongside.domain.cases.models import Category
from alongside.domain.estates.models import Location
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import colleagues_of
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Out

places = Chapter("Places and catalogues")
MOST = 5_000


class NodeOut(Out):
    """A node of the organisation that this client reaches."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    zone: str


class Nodes(Out):
    items: list[NodeOut]


class StaffOut(Out):
    """Somebody whom this client may name."""

    id: int
    username: str
    name: str
    presence: str


class StaffList(Out):
    items: list[StaffOut]


class CategoryOut(Out):
    """A category of cases; `name` holds a text per language."""

    code: str
    kind: str
    parent: str | None
    name: dict[str, str]


class Categories(Out):
    items: list[CategoryOut]


class LocationOut(Out):
    """A row of the location catalogue: room, component, part."""

    code: str
    parent: str | None
    name: dict[str, str]
    is_public: bool


class Locations(Out):
    items: list[LocationOut]


@places.get("/nodes", Nodes)
def list_nodes(request: ApiRequest) -> Nodes:
    """The node of this client and everything below it."""
    rows = Node.objects.within(request.viewer.client.node).filter(is_active=True).order_by("path")[:MOST]
    return Nodes(
        items=[
            NodeOut(
                id=one.pk, code=one.code, name=one.name, kind=one.kind, parent=one.parent_id, zone=one.zone
            )
            for one in rows
        ]
    )


@places.get("/staff", StaffList)
def list_staff(request: ApiRequest) -> StaffList:
    """The staff whom this client may name: who work where it reaches, or above."""
    rows = colleagues_of(request.viewer, now=request.now).order_by("name_sort_key", "id")[:MOST]
    return StaffList(
        items=[
            StaffOut(id=one.pk, username=one.username, name=one.name, presence=one.presence) for one in rows
        ]
    )


@places.get("/categories", Categories)
def list_categories(request: ApiRequest) -> Categories:
    """The categories of cases."""
    rows = Category.objects.filter(is_active=True).select_related("parent")[:MOST]
    return Categories(
        items=[
            CategoryOut(
                code=one.code, kind=one.kind, parent=one.parent.code if one.parent else None, name=one.name
            )
            for one in rows
        ]
    )


@places.get("/locations", Locations)
def list_locations(request: ApiRequest) -> Locations:
    """The location catalogue."""
    rows = Location.objects.filter(is_active=True).select_related("parent")[:MOST]
    return Locations(
        items=[
            LocationOut(
                code=one.code,
                parent=one.parent.code if one.parent else None,
                name=one.name,
                is_public=one.is_public,
            )
            for one in rows
        ]
    )
