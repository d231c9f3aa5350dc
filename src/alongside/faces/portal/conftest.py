"""Fixtures for the tests of the portal's pages."""

from __future__ import annotations

import pytest
from django.test import Client

from alongside.faces.portal.tests.house import House, build_house, signed_in


@pytest.fixture
def house(db) -> House:
    return build_house()


@pytest.fixture
def as_zhou(house) -> Client:
    return signed_in(Client(), house.zhou)


@pytest.fixture
def as_ma(house) -> Client:
    return signed_in(Client(), house.ma)


@pytest.fixture(autouse=True)
def files_in_memory(settings) -> None:
    """Pictures of tests leave nothing on the disk."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
