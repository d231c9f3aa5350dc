"""Texts of the house that are written in Markdown, as HTML: without any HTML, picture or script of the writer's.

Links go to web pages, mail addresses and telephones only (markdown-it checks them). Headings begin at h2, for the page has its h1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{1,30}?)\s*\}\}")
_LINKS = re.compile(r"^(?:https?://|mailto:|tel:|/(?!/))", re.IGNORECASE)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Its own check allows whatever is no script."""
        return _LINKS.match(url) is not None


def _text(_renderer: RendererProtocol, tokens: Sequence[Token], at: int, *_more: Any) -> str:
    """Words; a variable of a script stands out."""
    return _VARIABLE.sub(r'<span class="variable">\1</span>', str(escape(tokens[at].content)))


def _made() -> MarkdownIt:
    made = _Markdown("js-default", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20})
    made.disable(["image", "html_inline", "html_block"])
    made.add_render_rule("text", _text)
    return made


_MARKDOWN = _made()


@lru_cache(maxsize=256)
def rich(words: str) -> SafeString:
    """The words as HTML."""
    tokens = _MARKDOWN.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1]))}"
        if token.type == "table_open":
            token.attrSet("class", "table")
    return mark_safe(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    )  # nothing of the writer is HTML


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
