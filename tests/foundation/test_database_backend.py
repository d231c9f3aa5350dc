"""Connections of the pool are looked at without asking the server, and a dead one is never handed out."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from alongside.config.database.base import DatabaseWrapper, check


@pytest.mark.django_db
def test_a_living_connection_passes_without_a_question():
    with psycopg.connect(connection.connection.info.dsn) as other:
        check(other)
        assert other.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


@pytest.mark.django_db
def test_a_connection_that_the_server_ended_does_not_pass():
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            check(other)


def test_the_pool_looks_before_it_gives():
    pooled = {**connection.settings_dict, "CONN_HEALTH_CHECKS": True}
    pooled["OPTIONS"] = {**pooled["OPTIONS"], "pool": {"min_size": 0, "max_size": 1}}
    made = DatabaseWrapper(pooled, alias="looked at")
    try:
        assert made.pool._check is check
        assert made.pool is made.pool
    finally:
        made.close_pool()


@pytest.mark.django_db
def test_every_answer_has_the_content_policy(client):
    policy = client.get("/health").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert client.get("/no/such/page/").headers["Content-Security-Policy"] == policy
