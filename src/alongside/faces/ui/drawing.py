"""Parts of pages drawn once for many: what differs from one request to the next stands in the drawing as a mark.

    @drawn_once
    def rail(navigation: Navigation) -> str:
        return written("faces/ui/components/rail.html", navigation=navigation, csrf_token=mark("token"))

    rail(navigation).filled(token=get_token(request))

A drawing is kept for the (hashable) values that it was drawn from, and the language. What is filled in is escaped,
and never looked at again: words that hold a mark stay words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import count
from typing import Any, Generic, ParamSpec

from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Private-use characters: no escaping changes them.
_FIRST, _LAST = 0xF0000, 0xF0FFF
_MARKS = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
_numbers = count(_FIRST)
MOST_KEPT = 400  # drawings of some KB, of each kind, that a process keeps
P = ParamSpec("P")


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


class DrawnOnce(Generic[P]):
    """HTML with marks as a drawing, kept for what it is drawn from in the reader's language."""

    def __init__(self, draw: Callable[P, str]) -> None:
        self.draw = draw
        self.kept: Any = lru_cache(maxsize=MOST_KEPT)(self._drawn)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Drawing:
        drawing: Drawing = self.kept(get_language(), *args, **kwargs)
        return drawing

    def _drawn(self, _language: str | None, *args: P.args, **kwargs: P.kwargs) -> Drawing:
        """The language is the active one; it is named for the memory's sake."""
        return Drawing(self.draw(*args, **kwargs))


drawn_once = DrawnOnce  # as a decorator


def written(template: str, **given: Any) -> str:
    """The template with nothing but what is given: no request, nobody's name."""
    engines_own: Any = get_template(template)
    return str(engines_own.template.render(Context(given)))
