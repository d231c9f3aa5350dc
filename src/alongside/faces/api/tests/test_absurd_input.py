"""INF-10: absurd input gets a clear no and leaves nothing half done."""

from __future__ import annotations

import json

import pytest

from alongside.domain.cases.models import Case
from alongside.faces.api.tests.test_cases import NEW

CASES = "/api/v1/cases"
RAW = {
    "no JSON": b"{",
    "bad UTF-8": b'{"title": "\xff\xfe"}',
    "too deep": b"[" * 100_000,
    "a huge number": b'{"severity": 1' + b"0" * 400 + b"}",
    "a number without end": b'{"severity": ' + b"9" * 5_000 + b"}",
    "not a number": b'{"severity": NaN}',
    "a list": b"[]",
    "nothing": b"",
    "null": b"null",
}
TEXTS = {
    "NUL": "\x00",
    "a lone surrogate": "\ud800",
    "too long": "长" * 100_001,
    "nothing": "   ",
}


@pytest.mark.parametrize("what", RAW)
def test_a_body_that_cannot_be_read(ask, what):
    answer = ask.http.post(
        CASES,
        RAW[what],
        content_type="application/json",
        headers={"Authorization": f"Bearer {ask.token}"},
    )
    assert answer.status_code in (400, 422), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Case.objects.count() == 0


@pytest.mark.parametrize("field", ["title", "words", "place_words", "node", "category"])
@pytest.mark.parametrize("what", TEXTS)
def test_a_text_that_cannot_be_stored(ask, field, what):
    if what == "nothing" and field in ("place_words", "words"):  # these may be left empty
        return
    answer = ask.post("/cases", {**NEW, field: TEXTS[what]})
    assert answer.status_code == 422, answer.content
    assert answer.json()["field"] == field
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    ["👩‍👩‍👧‍👦 漏水", "𠮷野家", "مرحبا بالعالم", "e\u0301", "长" * 200],
    ids=["emoji", "rare", "rtl", "marks", "long"],
)
def test_a_text_that_people_write_comes_back_as_it_was(ask, text):
    opened = ask.post("/cases", {**NEW, "title": text})
    assert opened.status_code == 201
    assert ask.get(f"/cases/{opened.json()['number']}").json()["title"] == text


@pytest.mark.parametrize("day", ["0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "x", "10000-01-01"])
def test_a_day_that_cannot_be(ask, day):
    assert ask.get("/cases", {"opened_from": day}).status_code == 422
    assert ask.get("/figures/month", {"node": "GLT", "month": day}).status_code == 422


@pytest.mark.parametrize("after", ["x", "AAAA", "bnVsbA", "W10", "\x00", "W251bGwsIG51bGxd"])
def test_an_address_of_a_page_that_we_did_not_write(ask, after):
    for path in ("/cases", "/customers", "/units"):
        assert ask.get(path, {"after": after}).status_code in (200, 422)


def test_ids_beyond_every_number(ask):
    for path in (
        f"/customers/{10**30}",
        f"/customers/{10**400}",
        "/customers/-1",
        f"/cases?customer={10**400}",
    ):
        assert ask.get(path).status_code in (404, 422), path


def test_a_multipart_body_that_lies(ask):
    headers = {"Authorization": f"Bearer {ask.token}"}
    for body, kind in (
        (b"nothing", "multipart/form-data"),
        (b"nothing", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n{\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ):
        answer = ask.http.post(CASES, body, content_type=kind, headers=headers)
        assert answer.status_code in (400, 422), answer.content


def test_a_body_larger_than_we_read(ask):
    answer = ask.post("/cases", {**NEW, "words": "长" * 2_000_000})
    assert answer.status_code == 413
    assert json.loads(answer.content)["code"] == "too_large"
