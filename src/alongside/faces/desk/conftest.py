"""Brings in the desk's fixtures, once Django is set up: they import models."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("alongside.faces.desk.tests.fixtures")
