"""What a case is called when its customer did not name it. Pure."""

from __future__ import annotations

import re

SHORT_TITLE_CHARACTERS = 40
_END_OF_SENTENCE = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")


def title_of(words: str, otherwise: str) -> str:
    """The first sentence, short enough for a list; where there are no words, the other name."""
    words = words.strip()
    first = " ".join(_END_OF_SENTENCE.split(words, maxsplit=1)[0].split()) if words else ""
    title = first or " ".join(words.split()) or otherwise
    if len(title) <= SHORT_TITLE_CHARACTERS:
        return title
    return title[: SHORT_TITLE_CHARACTERS - 1].rstrip("，、, ") + "…"
