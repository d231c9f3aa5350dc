"""The one place that puts off loading a library until it is used: `xlsxwriter = Later("xlsxwriter")`.

A web process answers most pages without ever making a workbook, a PDF, a thumbnail or a pinyin key, and those
libraries would double its memory and its time to start. Everything else is imported as usual.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """A module by its name, imported at the first look at one of its names, whichever thread looks first."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)
