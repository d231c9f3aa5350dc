"""Pictures and files in a text: `![what it shows](picture:12)` and `[its name](file:12)`, numbers of our own (CHN-9). Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

_MARK = re.compile(r"(!?)\[([^\[\]]*)\]\((picture|file):(\d{1,18})\)")
WORDS_CHARACTERS = 200


def files_in(words: str) -> set[int]:
    """The numbers of what a text shows or offers."""
    return {int(number) for _bang, _words, _kind, number in _MARK.findall(words)}


def pictures_in(words: str) -> set[int]:
    """The numbers of what a text shows as a picture."""
    return {int(number) for bang, _words, _kind, number in _MARK.findall(words) if bang}


def without_marks(words: str) -> str:
    """The text as it is searched: what a picture shows, and not its number."""
    return _MARK.sub(r"\2", words)


def check_marks(kind: str, words: str) -> None:
    """Refused for a picture that nobody can hear, and in a script, which is spoken or sent as words."""
    found = _MARK.findall(words)
    if found and kind == "script":
        raise Refused(_("Scripts have no pictures or files: they are said or sent as words."), field="words")
    for bang, said, _kind, _number in found:
        if not said.strip() or len(said) > WORDS_CHARACTERS:
            asked = _(
                "Say in a few words what each picture shows, for whoever cannot see it: ![…](picture:12)."
            )
            raise Refused(asked if bang else _("Every file needs a name: [name](file:12)."), field="words")
