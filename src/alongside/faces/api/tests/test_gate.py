"""Who is let in, and how often (INF-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.organisation.actions.clients import (
    TOKEN_PREFIX,
    create_client,
    hash_of,
    let_in,
    revoke_client,
)
from alongside.domain.organisation.models import ApiClient, Appointment, Role, StaffMember
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", f"Bearer {TOKEN_PREFIX}x", "Basic YTpi"])
def test_a_stranger_is_asked_who_they_are(ask, sent):
    answer = ask.http.get("/api/v1/cases", headers={"Authorization": sent} if sent else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_revoked_client_is_out_at_once(ask):
    assert ask.get("/cases").status_code == 200
    revoke_client(ask.client, by=SYSTEM, now=timezone.now())
    assert ask.get("/cases").status_code == 401


def test_an_expired_client_is_out(house):
    ask = house.client_of("GLT", expires_at=timezone.now() + timedelta(hours=1))
    assert ask.get("/cases").status_code == 200
    ApiClient.objects.update(expires_at=timezone.now() - timedelta(milliseconds=1))
    assert ask.get("/cases").status_code == 401


def test_the_token_itself_is_not_kept(ask):
    ask.get("/cases")
    kept = ApiClient.objects.get(pk=ask.client.pk)
    assert kept.token_hash == hash_of(ask.token) != ask.token
    assert kept.last_used_on == timezone.now().date()


def test_only_who_manages_the_system_creates_clients(house):
    with pytest.raises(NotAllowed):
        create_client(
            name="x",
            role=house.roles["reader"],
            node=house.nodes["YQF"],
            by=house.acting("lin"),
            now=timezone.now(),
        )


def test_nobody_gives_a_client_more_than_they_have(house):
    """ORG-5: whoever keeps the system running does not let themself read customers' cases."""
    keeper = Role.objects.create(code="keeper", permissions=["manage_system", "see_organisation"])
    house.people["keeper"] = StaffMember.objects.create(
        username="keeper", name="系统管理员", created_at=timezone.now()
    )
    Appointment.objects.create(
        staff=house.people["keeper"],
        role=keeper,
        node=house.nodes["GLT"],
        position="x",
        from_at=timezone.now(),
    )
    given = {"name": "呼叫中心", "node": house.nodes["GLT"], "now": timezone.now()}
    client, token = create_client(role=house.roles["reader"], by=house.acting("keeper"), **given)
    assert client.is_waiting and let_in(token, now=given["now"]) is None
    client, _token = create_client(role=keeper, by=house.acting("keeper"), **given)
    assert client.role == keeper


def test_a_minute_holds_so_many_requests(house):
    ask = house.client_of("GLT", requests_per_minute=3)
    answers = [ask.get("/cases") for _n in range(8)]
    statuses = [one.status_code for one in answers]
    assert statuses[:3] == [200, 200, 200]
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) >= 2  # the minute may turn once
    assert refused[0].headers["Retry-After"] == "60"
    assert house.client_of("GLT").get("/cases").status_code == 200


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "There is no such thing"), ("zh-hans", "没有这项内容"), ("zh-hant", "沒有這項內容")],
)
def test_refusals_speak_the_readers_language(ask, language, title):
    answer = ask.get("/cases/GLT-2611-9999", Accept_Language=language)
    assert answer.json()["title"] == title
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_every_address_of_the_api_answers_in_its_own_words(ask):
    for path in ("/", "/nothing", "/cases/", "/cases/%00", "/cases/a%0ab", "/customers/99999999999999999999"):
        answer = ask.get(path)
        assert answer.status_code in (404, 422), path
        assert answer.headers["Content-Type"] == "application/problem+json", path
    wrong = ask.delete("/cases")
    assert wrong.status_code == 405
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "POST"}
