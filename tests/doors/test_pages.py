"""What every page promises a browser: nothing inline, a strict policy, forms that only the site itself can send."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
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
# The window stands in frames of the pages that its account names, and of no others. It takes no cookie, so there is
# none to ride on: what it sends comes from our own origin and carries the pass that this window was given (CHN-6).
FRAMED_ELSEWHERE = {"GET /widget/window/", "GET /widget/window/form/"}
THEIR_PAGES = "'self' https://example.test"
# What takes no token because no cookie counts there, and how it answers a browser that somebody sends there: the
# telephone system signs, the SMS gateway knows the word in the address and sends JSON, the rest is only read.
WITHOUT_TOKEN = {
    "/channels/calls/call-centre-code/": 401,
    "/channels/sms/texting-code/": 400,
    "/widget/window.js": 405,
    "/widget/window.css": 405,
    "/widget/window/": 405,
    "/widget/window/news/": 405,
    "/widget/window/files/<file_id>/": 405,
    "/widget/window/help/<pk>/": 405,
}
SHUT = {401, 403, 404}
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
            self.open_form = {"action": given.get("action"), "token": None, "pass": None}
            self.forms.append(self.open_form)
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken" and self.open_form:
            self.open_form["token"] = given.get("value")
        if tag == "input" and given.get("name") == "pass" and self.open_form:
            self.open_form["pass"] = given.get("value")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open_form = None


@dataclass(frozen=True)
class Page:
    """What is asked of an answer. The answer itself would keep everything alive that its template was given."""

    address: str
    who: str
    status: int
    headers: dict[str, str]
    sets_cookie: bool
    read: Inline
    body: str  # of those that stand in frames elsewhere


@pytest.fixture(scope="module")
def pages(world: World) -> list[Page]:
    """Every page that opens, and every refused form: as nobody, and as the first of READERS who is let in.

    What stands in frames elsewhere is asked by all.
    """
    found = []
    for door in doors_of(world):
        if door.name in FILES | FRAMED:
            continue
        for method in ("GET", "POST"):
            address = f"{method} {door.shown}"
            for who in READERS[:1] if door.is_api else READERS:
                page = ask(world.knocker(who), method, door.path, then=partial(_page, address, who))
                if page is not None:
                    found.append(page)
                    if page.status not in SHUT and who != NOBODY and address not in FRAMED_ELSEWHERE:
                        break
    assert len(found) > 100
    return found


def _page(address: str, who: str, response: HttpResponse) -> Page | None:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code == 405 or not is_html:
        return None
    read, body = Inline(), response.content.decode()
    read.feed(body)
    headers, sets_cookie = dict(response.headers), bool(response.cookies)
    kept = body if address in FRAMED_ELSEWHERE else ""
    return Page(address, who, response.status_code, headers, sets_cookie, read, kept)


def test_no_page_holds_a_style_a_script_or_a_handler(pages):
    assert {page.address: dict(page.read.found) for page in pages if page.read.found} == {}


def test_every_page_forbids_what_is_inline_or_comes_from_elsewhere(pages):
    loose = {}
    for page in pages:
        address = page.address
        parts = dict(
            part.strip().partition(" ")[::2]
            for part in page.headers.get("Content-Security-Policy", "").split(";")
        )
        framers = parts.pop("frame-ancestors", "")
        policy = "; ".join(f"{name} {value}" for name, value in parts.items())
        if (
            "unsafe" in policy or "*" in policy or "http" in policy
            or parts.get("default-src") != "'none'" or parts.get("script-src") != "'self'"
            or framers != (THEIR_PAGES if address in FRAMED_ELSEWHERE else "'none'")
            or parts.get("base-uri") != "'none'"
        ):  # fmt: skip
            loose[address] = f"frame-ancestors {framers}; {policy}"
    assert loose == {}


def test_what_stands_in_frames_elsewhere_is_the_same_for_everybody_and_sets_no_cookie(pages):
    """CHN-6: whoever is signed in here is nobody there."""
    framed = [page for page in pages if page.address in FRAMED_ELSEWHERE]
    assert {page.address for page in framed} == FRAMED_ELSEWHERE
    assert [(page.address, page.who) for page in framed if page.sets_cookie] == []
    for address in FRAMED_ELSEWHERE:
        shown = {_without_what_is_new(page.body) for page in framed if page.address == address}
        assert len(shown) == 1, address


def _without_what_is_new(body: str) -> str:
    """A page without the pass and the key that it is given each time."""
    return re.sub(r'((?:name="(?:pass|once)" value|data-pass)=)"[^"]+"', r"\1", body)


def test_every_answer_says_how_it_is_to_be_read(pages):
    """No sniffing, no framing, no addresses told to others, nothing personal kept by caches between."""
    for page in pages:
        address, headers = page.address, page.headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        # A page for frames says who may frame it by its policy alone: this header cannot name anybody.
        framing = None if address in FRAMED_ELSEWHERE else "DENY"
        assert headers.get("X-Frame-Options") == framing, address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        if page.who != NOBODY and page.status == 200:
            kept = headers.get("Cache-Control", "") + headers.get("Vary", "")
            assert "private" in kept or "no-store" in kept or "Cookie" in kept, address


def test_every_form_carries_its_token(pages):
    bare = set()
    for page in pages:
        key = "pass" if page.address in FRAMED_ELSEWHERE else "token"
        bare |= {(page.address, form["action"]) for form in page.read.forms if not form[key]}
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
    assert taken == WITHOUT_TOKEN


def test_what_takes_no_token_takes_nothing_unproven(world: World):
    """CHN-3 to CHN-6: a signature, the word of the address, or our own frame; being signed in proves nothing."""
    browser = world.knocker("system_administrator").client
    elsewhere = {"Origin": "https://example.test", "X-Timestamp": "1", "X-Signature": "0" * 64}
    for path in ("words/", "address/", "code/", "code/use/", "form/"):
        for headers in ({}, elsewhere):
            answer = browser.post(
                f"/widget/window/{path}", {"words": "在吗", "contact": "x"}, headers=headers
            )
            assert (path, answer.status_code) == (path, 403)
            assert not answer.cookies
    for path, status in (
        ("calls/call-centre-code/", 401),
        ("calls/another-code/", 404),
        ("sms/another-code/", 404),
        ("wechat/account-code/", 403),
    ):
        answer = browser.post(f"/channels/{path}", [{}], content_type="application/json", headers=elsewhere)
        assert (path, answer.status_code) == (path, status)
