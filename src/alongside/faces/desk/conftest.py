"""Fixtures for the tests of the desk's pages."""

from __future__ import annotations

import pytest

from alongside.faces.desk.tests.house import House, build_house
from alongside.faces.desk.tests.pages import signed_in


@pytest.fixture
def house(db) -> House:
    return build_house()


@pytest.fixture
def as_agent(client, house):
    return signed_in(client, house.agent)
