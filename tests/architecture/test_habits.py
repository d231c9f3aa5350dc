"""Laws of the house that no linter knows. Each finder is shown a breach before it looks at the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "src" / "alongside"
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
HTTP = (
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.views",
    "django.urls",
    "django_htmx",
    "ninja",
)
SIGNALS = ("django.db.models.signals", "django.dispatch")
BANNED_NAMES = {"utils", "helpers", "common", "manager", "misc"}
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")"""
)

Finder = Callable[[ast.Module], Iterator[str]]


def clock_readings(tree: ast.Module) -> Iterator[str]:
    """Calls that ask what time it is. Now() in a query is the database's clock, so it counts too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last_two = ".".join(called.split(".")[-2:])
            if last_two in CLOCKS or called in ("Now", "functions.Now"):
                yield f"line {node.lineno}: {called}()"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"line {node.lineno}: {node.arg}"


def imports_of(*forbidden: str) -> Finder:
    def find(tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                if any(name == one or name.startswith(one + ".") for one in forbidden):
                    yield f"line {node.lineno}: {name}"

    return find


def saves(tree: ast.Module) -> Iterator[str]:
    """Writes through the ORM: faces only call actions."""
    writes = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
            receiver = ast.unparse(node.func.value)
            if "objects" in receiver or node.func.attr == "save":
                yield f"line {node.lineno}: {receiver}.{node.func.attr}()"


# law -> (where it holds, what finds a breach, a breach)
LAWS: dict[str, tuple[str, Finder, str]] = {
    "the domain does not ask the clock": ("domain", clock_readings, "from x import timezone\ntimezone.now()"),
    "the domain does not know HTTP": ("domain", imports_of(*HTTP), "from django.http import HttpRequest"),
    "nobody listens to model signals": (
        "",
        imports_of(*SIGNALS),
        "from django.db.models.signals import post_save",
    ),
    "faces never write": ("faces", saves, "Case.objects.create(a=1)"),
}


def python_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.py") if not {"tests", "migrations"}.intersection(path.parts)]


@pytest.mark.parametrize("law", LAWS)
def test_holds_everywhere(law):
    place, find, breach = LAWS[law]
    assert list(find(ast.parse(breach)))
    files = python_files(HOUSE / place)
    assert files
    breaches = [
        f"{path.relative_to(HOUSE)} {found}"
        for path in files
        for found in find(ast.parse(path.read_text("utf-8")))
    ]
    assert breaches == []


def test_no_file_is_called_after_nothing():
    named = [
        path for path in HOUSE.rglob("*") if path.stem in BANNED_NAMES and "node_modules" not in path.parts
    ]
    assert named == []


def test_templates_have_no_inline_script_or_style():
    for breach in ('<p style="x">', "<a onclick='x'>", "<script>x</script>", "<style>"):
        assert INLINE.search(breach), breach
    assert not INLINE.search('<script src="/x.js" defer></script>')
    breaches = [
        f"{path.relative_to(HOUSE)}: {found.group().strip()}"
        for path in HOUSE.rglob("*.html")
        if "email" not in path.stem and "mail" not in path.stem
        for found in [INLINE.search(path.read_text("utf-8"))]
        if found
    ]
    assert breaches == []
