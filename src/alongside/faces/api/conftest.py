"""The tests of the API begin with a small company, a client here, and a stranger's client elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from alongside.domain.organisation.models import ApiClient
from alongside.faces.api.tests.house import ApiHouse, Asking, build_house
from alongside.faces.api.tests.things import things_of


@pytest.fixture
def house(db) -> ApiHouse:
    """观澜庭 (GLT) and 云栖府 (YQF) below one city, each with a client of the API."""
    return build_house()


@pytest.fixture
def ask(house):
    """The client of 观澜庭."""
    return house.client_of("GLT")


@pytest.fixture
def stranger(house):
    """The client of 云栖府: nothing of 观澜庭 exists for it."""
    return house.client_of("YQF")


@dataclass
class Company:
    """The house with one thing of each kind in 观澜庭, its client, and the stranger's."""

    house: ApiHouse
    ask: Asking
    stranger: Asking
    things: dict[str, Any]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Company]:
    """Built once for a file; its clients may ask as often as they like."""
    # As Django's own test client does: a request must not close the connection that holds the test's transaction.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        house = build_house()
        ask, stranger = house.client_of("GLT"), house.client_of("YQF")
        things = things_of(house, ask)
        ApiClient.objects.update(requests_per_minute=1_000_000)
        yield Company(house, ask, stranger, things)
        transaction.set_rollback(True)
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def company(built: Company) -> Iterator[Company]:
    """As built: what one test does, the next does not see."""
    before = transaction.savepoint()
    yield built
    transaction.savepoint_rollback(before)
