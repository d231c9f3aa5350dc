"""A real Chromium on the running site: `page` on the desk (1440 × 900) and `phone` in the portal (390 × 844).

`live_server.url` is the site. Give `sign_in` a member of staff to skip the sign-in page. Each page collects what
the browser complains about (errors of scripts, refused by the content policy) and the test fails on any of it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from tests.browser import chromium

from alongside.kernel import statements

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE = 60_000  # milliseconds: what is waited for comes; how fast is not asked here
DESK: ViewportSize = {"width": 1440, "height": 900}
# without preload: axe would fetch imported sheets from wrong addresses
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
PHONE: ViewportSize = {"width": 390, "height": 844}


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(program), args=chromium.ARGUMENTS)
        # With its loop in this thread Django gives the thread another connection: what is kept must be that one.
        before, statements._own.database = statements._own.database, connections[DEFAULT_DB_ALIAS]
        yield launched
        statements._own.database = before
        launched.close()


@pytest.fixture
def open_window(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a window with cookies of its own: `open_window(DESK)`, `open_window(PHONE, locale="en-US")`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            complaints.append(message.text)

    def open_one(viewport: ViewportSize = DESK, *, locale: str = "zh-CN", **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        window = context.new_page()
        window.on("console", heard)
        window.on("pageerror", lambda error: complaints.append(str(error)))
        return window

    open_one.complaints = complaints  # type: ignore[attr-defined]
    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_window) -> Page:
    """The desk's window."""
    return open_window(DESK)


@pytest.fixture
def phone(open_window) -> Page:
    """The portal's window."""
    return open_window(PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def sign_in(live_server) -> Callable[..., None]:
    """`sign_in(page, staff)`: the window carries that person's session."""

    def sign(window: Page, person: object) -> None:
        client = Client()
        client.force_login(person, backend="alongside.config.sign_in.StaffBackend")
        session = client.cookies[django_settings.SESSION_COOKIE_NAME]
        window.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])

    return sign


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """`picture(page, "case")` keeps a screenshot under var/pictures, to be looked at."""

    def take(window: Page, name: str) -> Path:
        path = Path(request.config.rootpath) / "var" / "pictures" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        window.screenshot(path=path)
        return path

    return take


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A worker runs beside the site for the length of the test, woken by each new job as in production."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    jobs = app.with_connector(connector.get_worker_connector())
    loop = asyncio.new_event_loop()
    running = []

    async def work() -> None:
        running.append(asyncio.current_task())
        with suppress(asyncio.CancelledError):
            async with jobs.open_async():
                await jobs.run_worker_async(install_signal_handlers=False, concurrency=2)

    thread = Thread(target=loop.run_until_complete, args=[work()])
    thread.start()
    yield
    loop.call_soon_threadsafe(running[0].cancel)
    thread.join(timeout=30)
    loop.close()


# what depends on colours, and what on how wide the window is
OF_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "preload": False,
}
OF_WIDTH = {
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}, "preload": False
}  # fmt: skip


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """`assert_accessible(page)`: WCAG 2.2 AA, and nothing sticks out sideways. The window needs bypass_csp=True."""

    def check(window: Page, asked: dict = WCAG) -> None:
        found = Axe().run(window, options=asked).response
        assert found["passes"] or asked is not WCAG
        broken = [
            (rule["id"], node["html"][:200], node["failureSummary"])
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert broken == []
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return check


@pytest.fixture
def assert_fits(assert_accessible) -> Callable[[Page], None]:
    """`assert_fits(page)`: `assert_accessible` at 1440 and 390 px, light and dark, without loading the page again.

    Everything is asked in the light on the desk and in the dark on a phone, of the other two what may differ.
    """

    def check(window: Page) -> None:
        window.add_style_tag(content="* { transition: none !important }")  # no colour is on its way
        for theme, size, asked in (
            ("dark", DESK, OF_COLOURS),
            ("dark", PHONE, WCAG),
            ("light", PHONE, OF_WIDTH),
            ("light", DESK, WCAG),
        ):
            window.set_viewport_size(size)
            window.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
            assert_accessible(window, asked)

    return check
