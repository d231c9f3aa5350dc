"""A visitor of somebody else's site writes in our window there, and is answered live from the inbox (CHN-6, CHN-1)."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread as Running

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PHONE

from alongside.domain.conversations.actions import add_account
from alongside.domain.conversations.models import Thread
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.house import build_house

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport"
 content="width=device-width, initial-scale=1"><title>观澜庭</title><link rel="icon" href="data:,"></head><body>
<main><h1>观澜庭 · 湖畔新居</h1><p>样板房每天开放。</p></main><script src="{tag}" async></script></body></html>"""


@pytest.fixture
def foreign(live_server) -> Iterator[str]:
    """A site of another origin and another site, with a strict policy: nothing but what the tag needs."""
    house = live_server.url

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = (
                f"default-src 'none'; script-src {house}; frame-src {house}; img-src data:; base-uri 'none'"
            )
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(PAGE.format(tag=house + self.path).encode())

        def log_message(self, *args: object) -> None:
            pass

    host = "127.0.0.1" if "localhost" in house else "localhost"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    running = Running(target=server.serve_forever)
    running.start()
    yield f"http://{host}:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


def test_a_visitor_writes_on_a_foreign_page_and_is_answered_live(
    live_server, transactional_db, foreign, open_window, sign_in, assert_fits, picture
):
    """CHN-6: one tag under a strict policy, no cookie of ours, both see the other's words without loading anew."""
    house = build_house()
    account = add_account(
        node=house.project,
        provider="widget",
        name="观澜庭客服",
        given={"origins": foreign, "accent": "#0f6b5c", "hours": "always"},
        by=actor_for(house.supervisor, now=house.now),
        now=house.now,
    )
    visitor = open_window()
    visitor.goto(f"{foreign}/widget/{account.code}.js")
    visitor.get_by_role("button", name="在线客服").press("Enter")
    frame = visitor.frame_locator("iframe")
    expect(frame.get_by_role("log")).to_contain_text("请问有什么可以帮您")
    words = frame.get_by_label("请输入", exact=False).or_(frame.locator("#words")).first
    expect(words).to_be_focused()
    words.fill("样板房周末开放吗？")
    words.press("Enter")  # at once: the window waits by itself as long as the house wants it open
    expect(frame.locator(".from-me")).to_contain_text("样板房周末开放吗？")
    picture(visitor, "window-on-a-page")

    desk = open_window(bypass_csp=True)
    sign_in(desk, house.agent)
    desk.goto(f"/desk/inbox/{Thread.objects.get().pk}/")
    expect(desk.locator(".story")).to_contain_text("样板房周末开放吗？")
    words.fill("需要预约吗？")
    words.press("Enter")
    expect(desk.locator(".story")).to_contain_text("需要预约吗？")
    desk.locator("#composer [name=words]").fill("开放，直接来就好。")
    desk.locator("#composer [name=words]").press("Control+Enter")
    expect(frame.locator(".from-us")).to_contain_text("开放，直接来就好。")
    picture(desk, "window-in-the-inbox")

    words.press("Escape")
    expect(visitor.get_by_role("button", name="在线客服")).to_be_focused()
    visitor.reload()
    visitor.get_by_role("button", name="在线客服").click()
    expect(frame.locator(".from-us")).to_contain_text(
        "开放，直接来就好。"
    )  # though frames may keep nothing here
    assert visitor.context.cookies() == []

    phone = open_window(PHONE, bypass_csp=True)
    phone.goto(f"/widget/{account.code}/?lang=zh")
    assert_fits(phone)
    phone.goto(f"/widget/{account.code}/form/?lang=zh")
    assert_fits(phone)
