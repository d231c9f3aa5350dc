"""ORG-3: for the client of another project nothing of this one exists, in any operation."""

from __future__ import annotations

import re

import pytest

from alongside.domain.cases.models import Case
from alongside.faces.api.api import description
from alongside.faces.api.tests.bodies import BODIES

SCHEMA = description()
OPERATIONS = [
    (method, path.removeprefix("/api/v1"), operation["operationId"])
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
]
ABOUT_ONE = [one for one in OPERATIONS if "{" in one[1]]
LISTS = [
    "/cases", "/customers", "/duplicates", "/listings", "/public_listings", "/promises", "/units", "/estates", "/webhooks", "/nodes",
    "/bulletins", "/conversations", "/conversations?q=上班", "/inlets", "/calls",
    "/staff", "/segments", "/privacy_requests", "/erasures", "/legal_holds", "/exports", "/approvals",
    "/journeys", "/steps", "/legal_matters", "/residents?q=周敏GLT", "/residents?q=M321", "/residents?q=2102",
]  # fmt: skip
MAJOR = {"brief_major", "log_major", "review_major"}


def address(path: str, operation: str, things: dict) -> str:
    kind = path.split("/")[1]
    one = things["major"] if operation in MAJOR else things[kind]
    path = path.replace("{delivery}", things["delivery"])
    return re.sub(r"{(number|id)}", str(one), path)


@pytest.mark.parametrize(("method", "path", "operation"), ABOUT_ONE, ids=[one[2] for one in ABOUT_ONE])
def test_finds_nothing_of_ours(company, method, path, operation):
    ask, stranger = company.ask, company.stranger
    where = address(path, operation, company.things)
    body = () if method in ("get", "delete") else (BODIES.get(operation, {}),)
    refused = getattr(stranger, method)(where, *body)
    assert refused.status_code == 404, (where, refused.content.decode())
    assert refused.headers["Content-Type"] == "application/problem+json"
    ours = getattr(ask, method)(where, *body)
    if "{delivery}" not in path:
        assert ours.status_code != 404, (where, ours.content.decode())


@pytest.mark.parametrize("path", LISTS)
def test_lists_nothing_of_ours(company, path):
    ask, stranger = company.ask, company.stranger
    assert ask.get(path).json()["items"]
    ours = {str(one) for one in ask.get(path).json()["items"]}
    theirs = {str(one) for one in stranger.get(path).json()["items"]}
    shared = {one for one in theirs if "'wei'" in one}  # of the city above both
    assert not (ours & theirs) - shared


@pytest.mark.parametrize(
    "path",
    [
        "/figures/month?month=2026-11-01&",
        "/figures/between?since=2026-01-01&until=2026-12-31&",
        "/daily?on=2026-11-20&",
    ],
)
def test_counts_nothing_of_ours(company, path):
    ask, stranger = company.ask, company.stranger
    assert ask.get(f"{path}node=GLT").status_code == 200
    assert stranger.get(f"{path}node=GLT").status_code == 404
    assert stranger.get(f"{path}node=HZ").status_code == 404


@pytest.mark.parametrize("query", [{"q": "漏水"}, {"q": "GLT-2611-0001"}, {"order": "due"}, {"open": "true"}])
def test_search_finds_nothing_of_ours(company, query):
    assert company.stranger.get("/cases", query).json() == {"items": [], "next": ""}


def test_names_none_of_our_people_and_things(company):
    """Not even by a different refusal: what is not theirs reads like what is not there."""
    house, stranger = company.house, company.stranger
    case = house.case("YQF")
    told = [
        stranger.post(f"/cases/{case.number}/assign_case", {"staff": name}).json()["detail"]
        for name in ("lin", "nobody")
    ]
    assert told[0] == told[1]
    for customer in (house.customers["GLT"].pk, 999_999):
        answer = stranger.patch(f"/cases/{case.number}", {"customer": customer})
        assert (answer.status_code, answer.json()["field"]) == (422, "customer")


def test_a_role_that_only_reads_changes_nothing(company):
    house = company.house
    case = house.case()
    reader = house.client_of("GLT", "reader")
    assert reader.get(f"/cases/{case.number}").status_code == 200
    refused = reader.post(f"/cases/{case.number}/acknowledge_case", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert Case.objects.get(pk=case.pk).state == "received"


def test_nobody_acts_in_the_name_of_who_may_more(company):
    """What needs a name needs both: the client's role and the person's."""
    house = company.house
    case = house.case()
    reader = house.client_of("GLT", "reader")
    refused = reader.post(f"/cases/{case.number}/enter_loss", BODIES["enter_loss"])
    assert refused.status_code == 403


def test_every_body_is_of_an_operation():
    assert set(BODIES) <= {one[2] for one in OPERATIONS}
