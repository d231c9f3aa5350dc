"""Markdown of the house: what it draws, and that nobody writes HTML, scripts or pictures with it."""

from __future__ import annotations

import pytest

from alongside.faces.ui.markdown import Shown, plain, rich


def test_draws_what_people_write():
    """CHN-9: headings below the page's own, lists, tables, line breaks as typed, variables that stand out."""
    html = rich(
        "# 步骤\n1. **关阀**\n2. [报修](https://example.com)\n\n第一行\n第二行 {{客户}}\n\n|甲|乙|\n|-|-|\n|1|2|"
    )
    for part in (
        "<h2>步骤</h2>", "<strong>关阀</strong>", '<a href="https://example.com">报修</a>', "第一行<br>\n第二行",
        '<span class="variable">客户</span>', '<table class="table">',
    ):  # fmt: skip
        assert part in html
    assert plain("# 步骤\n1. **关阀**\n2. `报修`") == "步骤 关阀 报修"


def test_draws_the_pictures_and_files_that_are_kept_with_the_text():
    """CHN-9: at our addresses, small, with words for who cannot see; of what is not there only the words."""
    shown = (
        Shown(7, "/f/7/", "阀.png", "PNG · 1 KB", "/f/7/small/", 1280, 960),
        Shown(8, "/f/8/", "表.pdf", "PDF · 2 KB"),
    )
    html = rich('![总"阀](picture:7) [申请表](file:8) [没有](file:9) ![没有](picture:8)', shown)
    assert 'href="/f/7/"><img src="/f/7/small/" alt="总&quot;阀" width="640" height="480"' in html
    assert '<a class="rich-file" href="/f/8/" title="PDF · 2 KB">申请表</a>' in html
    assert "<a>没有</a> 没有" in html
    assert plain("看图 ![阀](picture:7) 再拧") == "看图 再拧"


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[点我](javascript:alert(1))",
        "[点我](//evil.example)",
        "[点我](data:text/html,x)",
        "![图](https://evil.example/track.png)",
        "![图](/desk/files/1/)",
        "![图](picture:12)",
        "![](picture:7)",
        "<https://x.example/><iframe>",
        '[a](https://x.example "{{<b onclick=1>}}")',
        "{{<script>}}",
    ],
)
def test_lets_nobody_write_html(words):
    """INF-6: what the writer typed is text; links go only where people may be sent."""
    html = rich(words)
    for bad in ("<script", "<img", "<iframe", "<b ", "javascript:", 'href="//', 'href="data:'):
        assert bad not in html.replace("[点我](javascript:", "")
