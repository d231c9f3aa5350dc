"""What every page promises a browser: nothing inline, a strict policy, forms that only the site itself can send."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.doors.places import Door, doors_of
from tests.doors.table import ask
from tests.doors.world import CUSTOMER, NOBODY, World

READERS = (
    NOBODY,
    "service_supervisor",
    "customer_relations_director",
    "system_administrator",
    "security_administrator",
    "auditor",
    CUSTOMER,
)
# A file of a customer is served alone, sandboxed, with a policy of its own.
FILES = {"file", "thumbnail"}
# Shown only in frames of our own pages, with a stricter policy of their own; the tests of bulletins read it.
FRAMED = {"previewed_page", "previewed_letter"}
DATA = {"application/json", "application/ld+json", "text/plain"}


class Inline(HTMLParser):
    """Counts what a strict policy forbids: styles, scripts and handlers within the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.forms: list[dict[str, str | None]] = []
        self.open_form: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in given:
            if name == "style" or name.startswith("on") or name.startswith(("hx-on", "data-hx-on")):
                self.found[f"{tag} {name}={given[name]!r}"] += 1
        if tag == "style":
            self.found["<style>"] += 1
        if tag == "script" and "src" not in given and given.get("type") not in DATA:
            self.found["<script>"] += 1
        for name in ("src", "href", "action"):
            if (given.get(name) or "").strip().lower().startswith(
                ("javascript:", "http:", "//")
            ) and tag != "a":
                self.found[f"{tag} {name}={given[name]}"] += 1
        if tag == "form" and (given.get("method") or "get").lower() == "post":
            self.open_form = {"action": given.get("action"), "token": None}
            self.forms.append(self.open_form)
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken" and self.open_form:
            self.open_form["token"] = given.get("value")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None


@pytest.fixture(scope="module")
def pages(world: World) -> list[tuple[str, str, HttpResponse]]:
    """Every page that opens, and every refused form: (address, who, answer)."""
    found = []

    def keep(response: HttpResponse) -> HttpResponse:
        if not response.streaming:
            response.content  # noqa: B018  (rendered while it is asked for)
        return response

    for door in doors_of(world):
        if door.name in FILES | FRAMED:
            continue
        for who in READERS:
            if door.is_api and who != NOBODY:
                continue
            for method in ("GET", "POST"):
                response = ask(world.knocker(who), method, door.path, then=keep)
                if response.status_code != 405 and response.headers.get("Content-Type", "").startswith(
                    "text/html"
                ):
                    found.append((f"{method} {door.shown}", who, response))
    assert len(found) > 100
    return found


def test_no_page_holds_a_style_a_script_or_a_handler(pages):
    inline = {}
    for address, _who, response in pages:
        reader = Inline()
        reader.feed(response.content.decode())
        if reader.found:
            inline[address] = dict(reader.found)
    assert inline == {}


def test_every_page_forbids_what_is_inline_or_comes_from_elsewhere(pages):
    loose = {}
    for address, _who, response in pages:
        policy = response.headers.get("Content-Security-Policy", "")
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        if (
            "unsafe" in policy or "*" in policy or "http" in policy
            or parts.get("default-src") != "'none'" or parts.get("script-src") != "'self'"
            or parts.get("frame-ancestors") != "'none'" or parts.get("base-uri") != "'none'"
        ):  # fmt: skip
            loose[address] = policy
    assert loose == {}


def test_every_answer_says_how_it_is_to_be_read(pages):
    """No sniffing, no framing, no addresses told to others, nothing personal kept by caches between."""
    for address, who, response in pages:
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        assert response.headers["X-Frame-Options"] == "DENY", address
        assert response.headers["Referrer-Policy"] == "same-origin", address
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        if who != NOBODY and response.status_code == 200:
            kept = response.headers.get("Cache-Control", "") + response.headers.get("Vary", "")
            assert "private" in kept or "no-store" in kept or "Cookie" in kept, address


def test_every_form_carries_its_token(pages):
    bare = set()
    for address, _who, response in pages:
        reader = Inline()
        reader.feed(response.content.decode())
        bare |= {(address, form["action"]) for form in reader.forms if not form["token"]}
    assert bare == set()


def test_no_address_takes_a_post_without_the_token(world: World):
    """CSRF, at every address that a browser may post to; the API takes no cookie instead."""
    taken = {}
    for who in ("service_supervisor", "system_administrator", CUSTOMER):
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = world.knocker(who).client.cookies
        doors: list[Door] = [door for door in doors_of(world) if not door.is_api]
        for door in doors:
            answer = browser.post(door.path)
            if answer.status_code != 403:
                taken[door.shown] = answer.status_code
    assert taken == {}
