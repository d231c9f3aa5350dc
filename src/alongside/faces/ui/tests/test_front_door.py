"""The front door offers both ways in, to everybody, and remembers nothing."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("language", "owner", "staff"),
    [
        ("zh-hans", "业主入口", "员工入口"),
        ("zh-hant", "業主入口", "員工入口"),
        ("en", "I live here", "I work here"),
    ],
)
def test_offers_the_portal_and_the_desk(db, language, owner, staff):
    page = Client(headers={"Accept-Language": language}).get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert owner in text and staff in text
    assert 'href="/portal/"' in text and 'href="/desk/"' in text


def test_remembers_neither_way(client, db):
    for way in ("/portal/", "/desk/"):
        client.get(way)
        page = client.get("/")
        assert page.status_code == 200
        assert "sessionid" not in page.cookies


def test_is_only_looked_at(client, db):
    assert client.post("/").status_code == 405
