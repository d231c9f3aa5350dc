"""WeChat walked once: what somebody writes stands in the open inbox by itself, and our answer reaches them (CHN-1, CHN-3)."""

from __future__ import annotations

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.fakes.running import running

from alongside.faces.desk.tests.house import build_house
from alongside.faces.gateways.tests.official import official_of
from alongside.kernel.tests.worker_process import soon


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_what_is_written_in_wechat_is_seen_and_answered_while_the_inbox_is_open(
    house, open_window, sign_in, live_server, worker
):
    """CHN-1, CHN-3: WeChat is a program of its own that pushes over a socket and is asked over one."""
    with running("wechat_official") as there:
        account = official_of(house.project, there, now=timezone.now())
        desk = open_window()
        sign_in(desk, house.supervisor)

        def write(words: str) -> None:
            told = {"MsgType": "text", "Content": words}
            to = {"to": f"{live_server.url}/channels/wechat/{account.code}/", "fields": told}
            assert httpx.post(f"{there}/test/push", json=to, timeout=60).json()["tries"][-1]["status"] == 200

        write("8栋水管漏了")
        soon(lambda: "8栋水管漏了" in desk.request.get("/desk/inbox/").text())
        desk.goto("/desk/inbox/")
        desk.get_by_role("link", name="8栋水管漏了").first.click()
        expect(desk.locator(".story")).to_contain_text("8栋水管漏了")
        write("又大了一圈")
        desk.evaluate("document.dispatchEvent(new CustomEvent('news'))")
        expect(desk.locator(".story")).to_contain_text("又大了一圈")
        desk.locator("#composer [name=words]").fill("师傅三点到。")
        desk.locator("#composer .btn-primary").click()
        expect(desk.locator(".story .said").last).to_contain_text("师傅三点到。")
        [got] = soon(lambda: httpx.get(f"{there}/test").json()["sent"])
        assert (got["by"], got["text"]["content"]) == ("custom", "师傅三点到。")
