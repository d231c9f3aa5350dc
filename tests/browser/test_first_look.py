"""The site in a real browser, before any page of its own."""

from __future__ import annotations

import json


def test_a_browser_reaches_the_site(page, live_server):
    page.goto("/health")
    assert json.loads(page.inner_text("body")) == {"status": "alive"}


def test_what_a_window_complains_about_is_heard(open_window):
    window = open_window()
    window.goto("/health")
    window.evaluate("console.error('hurt')")
    assert open_window.complaints == ["hurt"]
    open_window.complaints.clear()


def test_inline_scripts_are_refused(open_window):
    window = open_window()
    window.goto("/health")
    window.evaluate(
        "const s = document.createElement('script'); s.text = 'window.x = 1'; document.body.append(s)"
    )
    assert window.evaluate("window.x") is None
    assert "Content Security Policy" in open_window.complaints[0]
    open_window.complaints.clear()
