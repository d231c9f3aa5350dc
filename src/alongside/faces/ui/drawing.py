"""Parts of pages drawn once for many: what differs from one request to the next stands in the drawing as a mark.

    draw("faces/ui/components/rail.html", navigation=outline, csrf_token=mark("token")).filled(token=get_token(request))

A drawing is kept for everything that was settled when it was drawn, and the language. What is filled in is escaped,
and never looked at again: words that hold a mark stay words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import count
from typing import Any

from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Private-use characters: no escaping changes them.
_FIRST, _LAST = 0xF0000, 0xF0FFF
_MARKS = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
_numbers = count(_FIRST)
MOST_KEPT = 1000  # drawings of some KB that a process keeps


@cache
def mark(name: str) -> str:
    """The character that stands for a value in a drawing."""
    return chr(next(_numbers))


class Drawing:
    """HTML with marks, cut at them."""

    def __init__(self, html: str) -> None:
        self.texts = _MARKS.split(html)[::2]
        self.marks = _MARKS.findall(html)

    def filled(self, **values: Any) -> SafeString:
        """The HTML with a value for each mark; KeyError for a mark without one."""
        words = {mark(name): str(conditional_escape(value)) for name, value in values.items()}
        parts = [self.texts[0]]
        for one, text in zip(self.marks, self.texts[1:], strict=True):
            parts += (words[one], text)
        # The texts are a template's, the words are escaped.
        return mark_safe("".join(parts))


def draw(template: str, /, **settled: Any) -> Drawing:
    """The template as a drawing, from hashable values and marks; kept for these in this language."""
    return drawn(template, get_language(), tuple(settled.items()))


@lru_cache(maxsize=MOST_KEPT)
def drawn(template: str, language: str | None, settled: tuple[tuple[str, Any], ...]) -> Drawing:
    """The language is the active one; it is named for the memory's sake."""
    given: Mapping[str, Any] = dict(settled)
    engines_own: Any = get_template(template)
    return Drawing(engines_own.template.render(Context(given)))
