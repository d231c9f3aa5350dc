"""The frame of the desk, drawn once for the same navigation and language: it is half of most pages.

What differs from one request to the next (whose it is, the address, the forgery token) stands in the drawing as a
mark, and takes the mark's place at each request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from alongside.faces.ui.navigation import Navigation
from alongside.faces.ui.templatetags import ui

# Private-use characters: nobody types them, and no escaping changes them.
TOKEN, ADDRESS, SEARCHED, PERSON, PLACE, INITIAL = (chr(0xF0000 + number) for number in range(6))
MOST_DRAWN = 400  # drawings of some 8 KB that a process keeps


def framed(part: str, context: Context) -> SafeString:
    """`faces/ui/components/{part}.html` for the navigation of the context."""
    navigation: Navigation = context.get("navigation") or Navigation()
    request = context.get("request")
    html = drawn(part, navigation.of(PERSON, PLACE), get_language() or "")
    marks: tuple[tuple[str, Any], ...] = (
        (TOKEN, context.get("csrf_token", "")),
        (ADDRESS, request.get_full_path() if request else ""),
        (SEARCHED, request.GET.get("q", "") if request else ""),
        (PERSON, navigation.person_name),
        (PLACE, navigation.person_place),
        (INITIAL, ui.initial_of(navigation.person_name)),
    )
    for mark, words in marks:
        html = html.replace(mark, conditional_escape(words))
    return mark_safe(html)


@lru_cache(maxsize=MOST_DRAWN)
def drawn(part: str, navigation: Navigation, language: str) -> str:
    """The part with marks. The language is the active one; it is named for the memory's sake."""
    given: dict[str, Any] = {
        "navigation": navigation, "initial": INITIAL, "csrf_token": TOKEN, "address": ADDRESS, "searched": SEARCHED,
    }  # fmt: skip
    template: Any = get_template(f"faces/ui/components/{part}.html")
    return str(template.template.render(Context(given)))
