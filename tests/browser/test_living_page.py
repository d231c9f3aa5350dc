"""The parts of the design system in a real browser: keys, palette, drafts, uploads, colours, accessibility."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import DESK, PHONE

# without preload: axe would fetch imported sheets from wrong addresses
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture(autouse=True)
def living(settings, live_server) -> None:
    """The living page is open while developing."""
    settings.DEBUG = True


def show(window, frame="", **query):
    """Open one frame of the living page."""
    window.goto("/ui/?" + "&".join(f"{name}={value}" for name, value in {"show": frame, **query}.items()))
    window.wait_for_load_state("load")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "frame", ["", "desk", "board", "portal", "portal_page", "sign_in", "paper", "404", "500"]
)
def test_a_frame_meets_wcag(open_window, live_server, frame, theme):
    window = open_window(PHONE if frame.startswith("portal") else DESK, bypass_csp=True)
    window.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
    show(window, frame, toast=1)
    found = Axe().run(window, options=WCAG).response
    assert found["passes"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []


@pytest.mark.parametrize("frame", ["", "desk", "board", "portal", "portal_page", "sign_in", "404"])
def test_nothing_sticks_out_sideways(page, frame):
    show(page, frame)
    for width in (320, 390, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_walk_the_list_and_keep_quiet_while_one_types(page):
    show(page, "desk")
    page.keyboard.press("j")
    assert page.inner_text(".list-row.is-current .list-line > span") == "交付标准与样板间橱柜品牌不符"
    page.keyboard.press("r")
    page.keyboard.type("j/?r")
    assert page.input_value("#reply") == "j/?r"
    assert page.locator("dialog").count() == 0


def test_the_palette_finds_a_page_and_goes_there(page):
    show(page, "desk")
    page.keyboard.press("Control+k")
    page.keyboard.type("日报")
    page.keyboard.press("Enter")
    page.wait_for_url("**show=paper")


def test_the_palette_waits_for_an_input_method_to_finish(page):
    show(page, "desk")
    page.keyboard.press("Control+k")
    page.locator(".palette input").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert page.locator("dialog[open]").count() == 1


def test_a_draft_outlives_the_page(page):
    show(page, "desk")
    page.fill("#reply", "这次由我负责")
    page.get_by_text("草稿已存在本机").wait_for()
    show(page, "board")
    show(page, "desk")
    assert page.input_value("#reply") == "这次由我负责"


def test_a_dangerous_button_asks_first(page):
    show(page, "board")
    page.check("[data-bulk-all]")
    page.click(".bulk-bar [data-confirm]")
    assert page.inner_text("dialog p") == "关闭选中的事件？"
    page.click("dialog button >> nth=0")
    assert page.url.endswith("show=board")


def test_an_upload_shows_its_pictures_and_leaves_out_what_is_too_large(page):
    show(page)
    files = [("a.png", PICTURE), ("big.png", PICTURE * 200_000)]
    page.set_input_files(
        "[data-upload] input",
        [{"name": name, "mimeType": "image/png", "buffer": body} for name, body in files],
    )
    assert page.locator("[data-upload-shown] .picture").count() == 1
    assert "big.png" in page.inner_text("[data-upload-said]")
    page.click("[data-upload-shown] .picture-remove")
    assert page.evaluate("document.querySelector('[data-upload] input').files.length") == 0


def test_the_browser_says_what_is_left_as_the_server_does(page):
    """CAS-4: both count in the same steps."""
    show(page)
    said = page.evaluate(
        """[...document.querySelectorAll('time[data-time-left]')].map(time => {
            const fresh = alongside.timeLeft(new Date(time.dateTime), new Date(alongside.words.now), 4);
            return [time.textContent, fresh ? fresh[1] : null];
        })"""
    )
    assert len(said) > 8
    assert [(server, fresh) for server, fresh in said if fresh not in (None, server)] == []


def test_the_chosen_colours_are_there_on_the_next_page(page):
    show(page, "desk")
    page.click(".rail-person")
    page.click("[data-theme-set=dark]")
    show(page, "board")
    assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_charts_are_drawn_and_their_figures_can_be_read(page):
    show(page, "board")
    page.wait_for_selector("[data-chart=across] svg")
    page.click("[data-chart=across] summary")
    assert "观澜庭" in page.inner_text("[data-chart=across] table")
    assert "这段时间还没有数据。" in page.inner_text("[data-chart=nothing]")


def test_everything_is_there_without_scripts(open_window):
    window = open_window(java_script_enabled=False)
    show(window, "desk")
    assert window.locator("#reply").is_visible()
    assert window.locator("[data-theme-set]").first.is_hidden()
    show(window, "board")
    assert window.locator("table.table").first.is_visible()
