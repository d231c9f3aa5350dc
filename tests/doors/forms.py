"""The forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

FREE = {"text", "search", "textarea", "tel", "email", "url", "password"}
PLAUSIBLE = {"number": "1", "date": "2026-11-20", "datetime-local": "2026-11-20T10:00"}
WITHOUT_VALUE = {"submit", "button", "image", "reset"}


@dataclass
class Field:
    """One name of a form; `kind` is the input's type, or textarea, select, choice (radio, checkbox)."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    is_required: bool = False
    longest: int = 10**6
    buttons: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[str]:
        """As it came, else a plausible answer, so that what is absurd meets more than an empty form's refusal."""
        if self.kind == "button":
            return self.buttons[:1]
        if self.kind in ("select", "choice"):
            return self.values or [one for one in self.offered if one][:1]
        plausible = "同行" if self.kind in FREE else PLAUSIBLE.get(self.kind, "")
        return [value or plausible for value in self.values]


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """What it holds when somebody has filled it, by its first button."""
        return {one.name: one.sent for one in self.fields.values() if one.sent and one.kind != "file"}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: dict[str, Form] = {}
        self.open: list[str] = []
        self.orphans: list[tuple[str, Field]] = []
        self.select: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            key = given.get("id") or f"#{len(self.forms)}"
            method = given.get("method", "get").lower()
            self.forms[key] = Form(method, urljoin(self.page, given.get("action", "")))
            self.open.append(key)
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.control(tag, given)
        elif tag == "option" and self.select and "selected" in given:
            self.select.values.append(given.get("value", ""))
        elif tag == "option" and self.select:
            self.select.offered.append(given.get("value", ""))

    def control(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if kind in ("radio", "checkbox"):
            kind = "choice"
        key = given.get("form") or (self.open[-1] if self.open else "")
        one = Field(
            given["name"], kind, is_required="required" in given, longest=int(given.get("maxlength") or 10**6)
        )
        if kind == "button" or kind in WITHOUT_VALUE:
            one.kind = "button"
            one.buttons.append(given.get("value", ""))
        elif kind == "choice":
            (one.values if "checked" in given else one.offered).append(given.get("value", "on"))
        elif kind not in ("select", "textarea", "file"):
            one.values.append(given.get("value", ""))
        known = next((old for at, old in self.orphans if at == key and old.name == one.name), None)
        if known and one.kind in ("choice", "button"):
            known.values += one.values
            known.buttons += one.buttons
            known.offered += one.offered
            return
        self.orphans.append((key, one))
        if kind == "select":
            self.select = one
        elif kind == "textarea":
            self.area = one
            one.values = [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area.values = [self.area.values[0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open:
            self.open.pop()
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(page: str, html: str) -> list[Form]:
    """Every form of the page at this address."""
    reader = _Reader(page)
    reader.feed(html)
    for key, one in reader.orphans:
        if key in reader.forms:
            reader.forms[key].fields.setdefault(one.name, one)
    return list(reader.forms.values())
