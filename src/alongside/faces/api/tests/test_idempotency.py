"""The same request twice does its deed once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.organisation.actions import clients
from alongside.domain.organisation.models import IdempotencyKey
from alongside.faces.api.tests.house import build_house
from alongside.faces.api.tests.test_cases import NEW


def test_the_same_request_gets_the_same_answer(ask):
    first = ask.post("/cases", NEW, Idempotency_Key="a-1")
    again = ask.post("/cases", NEW, Idempotency_Key="a-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(ask):
    ask.post("/cases", NEW, Idempotency_Key="a-1")
    other = ask.post("/cases", {**NEW, "title": "别的"}, Idempotency_Key="a-1")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert Case.objects.count() == 1


def test_what_was_refused_may_be_tried_again(ask):
    bad = {**NEW, "category": None}
    assert ask.post("/cases", bad, Idempotency_Key="a-1").status_code == 422
    assert ask.post("/cases", NEW, Idempotency_Key="a-1").status_code == 201


def test_the_key_of_another_client_is_another_key(ask, stranger, house):
    ask.post("/cases", NEW, Idempotency_Key="a-1")
    theirs = stranger.post("/cases", {**NEW, "node": "YQF"}, Idempotency_Key="a-1")
    assert theirs.status_code == 201
    assert theirs.json()["number"].startswith("YQF-")


def test_answers_are_kept_encrypted_and_for_a_day(ask):
    """INF-1, INF-5."""
    ask.post("/cases", NEW, Idempotency_Key="a-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM organisation_idempotencykey")
        assert "漏水" not in cursor.fetchone()[0]
    clients.forget_answers(now=timezone.now() + timedelta(hours=23))
    assert IdempotencyKey.objects.count() == 1
    clients.forget_answers(now=timezone.now() + timedelta(hours=25))
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_creates_and_all_hear_the_same():
    """Real threads on real connections: one deed, however they interleave."""
    ask = build_house().client_of("GLT")
    ready = threading.Barrier(8)

    def post(_n: int) -> tuple[int, bytes]:
        ready.wait(10)
        try:
            answer = ask.post("/cases", NEW, Idempotency_Key="a-1")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(post, range(8)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_told_that_it_is_under_way(monkeypatch):
    monkeypatch.setattr(clients, "LONGEST_WAIT", timedelta(milliseconds=200))
    ask = build_house().client_of("GLT")

    def post() -> int:
        try:
            return ask.post("/cases", NEW, Idempotency_Key="a-1").status_code
        finally:
            connection.close()

    with transaction.atomic():
        IdempotencyKey.objects.create(
            client=ask.client, key="a-1", request_hash="x", created_at=timezone.now()
        )
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(post).result() == 409
    assert Case.objects.count() == 0
