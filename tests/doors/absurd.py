"""What nobody in their right mind would type, and what somebody surely will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors.forms import FREE, Form

# Emoji, a rare character, right to left and back, and a letter that becomes eighteen when it is normalised.
STRANGE = "😀𠮷\u202eש\u202cﷺ"
TEXTS = {
    "strange letters": STRANGE,
    "NUL": "a\x00b",
    "100,000 characters": "同行" * 50_000,
    "blanks": " \u3000\t ",
    "a lone surrogate's bytes": "\ufffd\ufeff\udbff".encode("utf-8", "replace").decode(),
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% now %}'\";--",
}
NUMBERS = ("-1", "99999999999999999999", "1e400", "NaN", "๓", "1,5x")
DATES = ("0001-01-01", "9999-12-31", "2027-02-29", "10000-01-01", "2026-13-45")
TIMES = ("0001-01-01T00:00", "9999-12-31T23:59:59.999999", "2027-02-29T10:00", "2026-11-20T25:61")
CHOICES = ("987654321", "no such \x00 thing", "99999999999999999999")
# What can be no answer to a question of that kind, so that a yes would be a lie.
IMPOSSIBLE = {
    "number": {"NaN", "1,5x", "1e400"},
    "date": {"2027-02-29", "10000-01-01", "2026-13-45"},
    "datetime-local": {"2027-02-29T10:00", "2026-11-20T25:61"},
    "select": set(CHOICES),
}
BY_KIND: dict[str, tuple[str, ...]] = {
    "number": NUMBERS,
    "date": DATES,
    "datetime-local": TIMES,
    "month": ("0000-00", "9999-99", "x"),
    "time": ("25:61", "x"),
    "select": CHOICES,
    "choice": CHOICES,
    "button": CHOICES,
    "hidden": ("x\x00", "99999999999999999999"),
}
FILES: dict[str, Callable[[], SimpleUploadedFile]] = {
    "a page called a picture": lambda: SimpleUploadedFile("foto.jpg", b"<html><script>1</script>", "image/jpeg"),
    "a program called a picture": lambda: SimpleUploadedFile("../../\u202egpj.exe", b"MZ\x90\x00" * 50, "image/png"),
    "nothing": lambda: SimpleUploadedFile("empty.png", b"", "image/png"),
    "half a picture": lambda: SimpleUploadedFile("half.png", b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
    "noise called a table": lambda: SimpleUploadedFile("t.xlsx", b"PK\x03\x04" + bytes(range(256)), "x/y"),
}  # fmt: skip


def absurdities(form: Form) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """(what is absurd, what is sent, whether a yes to it would be a lie): all free texts at once, else field by field."""
    free = [one for one in form.fields.values() if one.kind in FREE]
    if free:
        for name, text in TEXTS.items():
            yield name, form.data | {one.name: text for one in free}, False
        yield "as long as it lets", form.data | {one.name: "ﷺ" * min(one.longest, 300) for one in free}, False
    for one in form.fields.values():
        if one.name == "csrfmiddlewaretoken":
            continue
        for value in BY_KIND.get(one.kind, ()):
            is_lie = value in IMPOSSIBLE.get(one.kind, ())
            yield f"{one.kind} {one.name}={value!r}", form.data | {one.name: value}, is_lie
        if one.kind == "file":
            for name, make in FILES.items():
                yield f"{one.name}: {name}", form.data | {one.name: make()}, False
    yield from missing(form)


def missing(form: Form) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Each thing left out that the page says it needs, and everything."""
    for one in form.fields.values():
        if one.is_required and one.kind in FREE | {"number", "date", "datetime-local", "select"}:
            without = {name: value for name, value in form.data.items() if name != one.name}
            yield f"no {one.name}", without, True
    yield "nothing at all", {}, False
