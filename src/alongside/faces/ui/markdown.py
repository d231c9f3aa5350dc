"""Texts of the house that are written in Markdown, as HTML: without any HTML or script of the writer's.

Pictures are those that are kept with the text, and no others. Links go to web pages, mail addresses, telephones and such
files only (markdown-it checks them). Headings begin at h2, for the page has its h1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.token import Token

_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{1,30}?)\s*\}\}")
_LINKS = re.compile(r"^(?:https?://|mailto:|tel:|/(?!/)|(?:picture|file):\d{1,18}$)", re.IGNORECASE)
_OURS = re.compile(r"^(?:picture|file):(\d{1,18})$")
_WIDE = 640


@dataclass(frozen=True)
class Shown:
    """A picture or file that a text may show: `small` is the address of a picture's small version, "" for a file."""

    number: int
    url: str
    name: str
    kind: str
    small: str = ""
    width: int = 0
    height: int = 0


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Its own check allows whatever is no script."""
        return _LINKS.match(url) is not None


def _text(_renderer: RendererProtocol, tokens: Sequence[Token], at: int, *_more: Any) -> str:
    """Words; a variable of a script stands out."""
    return _VARIABLE.sub(r'<span class="variable">\1</span>', str(escape(tokens[at].content)))


def _picture(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: Any, env: dict[str, Any]
) -> str:
    """One of ours, small, which leads to the large one; of any other address only the words."""
    words = tokens[at].content
    one = _ours(str(tokens[at].attrGet("src") or ""), env)
    if one is None or not one.small or not words.strip():
        return str(escape(words))
    width = min(one.width or _WIDE, _WIDE)
    height = round(one.height * width / one.width) if one.width else 0
    size = f' width="{width}" height="{height}"' if height else ""
    return (
        f'<a class="rich-picture" href="{escape(one.url)}">'
        f'<img src="{escape(one.small)}" alt="{escape(words)}"{size} loading="lazy"></a>'
    )


def _link(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: dict[str, Any]) -> str:
    """A file of ours gets its address; one that is not there none."""
    address = str(tokens[at].attrGet("href") or "")
    if not _OURS.match(address):
        return renderer.renderToken(tokens, at, options, env)
    one = _ours(address, env)
    return f'<a class="rich-file" href="{escape(one.url)}" title="{escape(one.kind)}">' if one else "<a>"


def _ours(address: str, env: dict[str, Any]) -> Shown | None:
    found = _OURS.match(address)
    shown: dict[int, Shown] = env.get("shown", {})
    return shown.get(int(found.group(1))) if found else None


def _made() -> MarkdownIt:
    made = _Markdown("js-default", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20})
    made.disable(["html_inline", "html_block"])
    made.add_render_rule("text", _text)
    made.add_render_rule("image", _picture)
    made.add_render_rule("link_open", _link)
    return made


_MARKDOWN = _made()


@lru_cache(maxsize=256)
def rich(words: str, shown: tuple[Shown, ...] = ()) -> SafeString:
    """The words as HTML, with those of these pictures and files that they name."""
    tokens = _MARKDOWN.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1]))}"
        if token.type == "table_open":
            token.attrSet("class", "table")
    there = {one.number: one for one in shown}
    # Nothing of the writer is HTML.
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {"shown": there}))


def plain(words: str) -> str:
    """The words without marks, on one line: for a list."""
    lines = [
        "".join(
            child.content if child.type in ("text", "code_inline") else " "
            for child in token.children
            if child.type in ("text", "code_inline", "softbreak", "hardbreak")
        )
        for token in _MARKDOWN.parse(words)
        if token.children
    ]
    return " ".join(" ".join(lines).split())
