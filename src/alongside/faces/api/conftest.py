"""The tests of the API begin with a small company, a client here, and a stranger's client elsewhere."""

from __future__ import annotations

import pytest

from alongside.faces.api.tests.house import ApiHouse, build_house


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
