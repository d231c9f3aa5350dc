"""What a service manager and Prometheus see."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection


def test_health_answers_without_a_database(client):
    assert client.get("/health").json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_answers_when_every_migration_has_run(client):
    assert client.get("/ready").json() == {"status": "ready"}


@pytest.mark.django_db
def test_ready_says_when_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "migrations are missing"}


def test_metrics_do_not_exist_without_a_token(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_metrics_open_to_their_token_only(client, settings):
    settings.METRICS_TOKEN = "open sesame"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer open sesame"})
    assert answer.status_code == 200
    assert "alongside_request_seconds" in answer.text
    assert "alongside_oldest_due_job_seconds" in answer.text


@pytest.mark.parametrize("given, kept", [("from-the-proxy-1", True), ("bad id\n", False), ("x", False)])
def test_request_id_of_the_proxy_is_kept_when_it_is_one(client, given, kept):
    answer = client.get("/health", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept


def test_log_has_the_route_and_the_request_id_but_no_query(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/nowhere/13800001111?phone=13800001111", headers={"X-Request-ID": "abcdefgh"})
    lines = [record.msg for record in caplog.records if record.name == "alongside.requests"]
    assert [line["status"] for line in lines] == [404]
    assert lines[0]["request_id"] == "abcdefgh"
    assert "13800001111" not in json.dumps(lines, default=str)


def test_pages_carry_a_policy_without_inline_scripts(client):
    policy = client.get("/health").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
