"""Plans that depend on values are made for them."""

from __future__ import annotations

import pytest
from django.db import connection

from alongside.kernel.planning import planned_anew

pytestmark = pytest.mark.django_db
ASKED = "SELECT 4711 + %s"


def kept_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 4711%'")
        return int(cursor.fetchone()[0])


def ask(times: int) -> None:
    with connection.cursor() as cursor:
        for _time in range(times):
            cursor.execute(ASKED, [1])


def test_keeps_no_plan_within_the_block():
    with planned_anew():
        ask(10)
        assert kept_plans() == 0
    ask(10)
    assert kept_plans() == 1


def test_is_over_after_an_error():
    with pytest.raises(ZeroDivisionError), planned_anew():
        raise ZeroDivisionError
    ask(10)
    assert kept_plans() == 1
