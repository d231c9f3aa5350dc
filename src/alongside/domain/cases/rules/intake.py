"""What a case must say before it can be opened (CAS-1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

TITLE_CHARACTERS = 200
WORDS_CHARACTERS = 100_000

NEEDS_CATEGORY = frozenset({"complaint", "dispute"})
NEEDS_PLACE = frozenset({"repair"})


def check_intake(*, kind: str, title: str, words: str, has_category: bool, has_place: bool) -> None:
    """Required fields by kind; anything else can wait. Refused names the field."""
    if not title.strip():
        raise Refused(_("Say in a few words what it is about."), field="title")
    if len(title) > TITLE_CHARACTERS:
        raise Refused(
            _("The subject is longer than %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title"
        )
    if "\x00" in title or "\x00" in words:
        raise Refused(_("The text holds a character that cannot be stored."), field="words")
    if len(words) > WORDS_CHARACTERS:
        raise Refused(_("The text is longer than %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words")
    if kind in NEEDS_CATEGORY and not has_category:
        raise Refused(_("A complaint or dispute needs a category."), field="category")
    if kind in NEEDS_PLACE and not has_place:
        raise Refused(_("A repair request needs a unit, a public area or a place in words."), field="unit")
