"""The API says what it is, to machines and to people."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from alongside.domain.organisation.hooks import name_for_viewer
from alongside.faces.api.api import description
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def operations() -> list[dict]:
    return [one for methods in description()["paths"].values() for one in methods.values()]


def test_the_description_is_right_openapi():
    served = Client().get("/api/v1/openapi.json")
    assert served.status_code == 200
    validate(served.json())


def test_every_operation_says_what_it_does_and_what_can_go_wrong():
    for one in operations():
        assert one["description"].endswith("."), one["operationId"]
        assert {"401", "404", "422", "429"} <= set(one["responses"]), one["operationId"]
    names = [one["operationId"] for one in operations()]
    assert len(names) == len(set(names))


def test_a_verb_is_called_like_its_action():
    for path, methods in description()["paths"].items():
        if path.startswith("/api/v1/cases/{number}/") and "post" in methods:
            assert path.rpartition("/")[2] == methods["post"]["operationId"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_for_people_names_every_operation_without_script(language):
    page = Client(headers={"Accept-Language": language}).get("/api/v1/docs")
    text = page.content.decode()
    assert [one["operationId"] for one in operations() if f'id="{one["operationId"]}"' not in text] == []
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def test_a_thing_that_nobody_names_is_told_to_nobody():
    """ORG-3: what the API has no name for leaves the house in no webhook."""
    entry = JournalEntry(kind="staffmember.added", about_kind="staffmember", about_id=1)
    assert name_for_viewer.ask(entry, SYSTEM) == []
