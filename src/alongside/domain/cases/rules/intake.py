"""What a case must say before it can be opened (CAS-1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

TITLE_CHARACTERS = 200
WORDS_CHARACTERS = 100_000

NEEDS_CATEGORY = frozenset({"complaint", "dispute"})
NEEDS_PLACE = frozenset({"repair"})


def check_intake(
    *, kind: str, title: str, words: str, category_kind: str | None, has_place: bool, has_files: bool = False
) -> None:
    """Required fields by kind; anything else can wait. Refused names the field. A picture may say it all."""
    if not words.strip() and not has_files:
        raise Refused(_("Write down what the customer said, in their words."), field="words")
    check_words(words)
    check_change(kind=kind, title=title, category_kind=category_kind, has_place=has_place)


def check_change(*, kind: str, title: str, category_kind: str | None, has_place: bool) -> None:
    """What must still hold after a change. A category is one of the case's own kind; none may be needed."""
    _check_title(title)
    if category_kind is not None and category_kind != kind:
        raise Refused(_("This category belongs to another kind of case."), field="category")
    _check_required(kind=kind, has_category=category_kind is not None, has_place=has_place)


def _check_title(title: str) -> None:
    if not title.strip():
        raise Refused(_("Say in a few words what it is about."), field="title")
    if len(title.strip()) > TITLE_CHARACTERS:
        raise Refused(
            _("The subject is longer than %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title"
        )
    check_words(title, field="title")


def _check_required(*, kind: str, has_category: bool, has_place: bool) -> None:
    if kind in NEEDS_CATEGORY and not has_category:
        raise Refused(_("A complaint or dispute needs a category."), field="category")
    if kind in NEEDS_PLACE and not has_place:
        raise Refused(_("A repair request needs a unit, a public area or a place in words."), field="unit")


def check_words(words: str, *, field: str = "words") -> str:
    """The words, if they can be stored; anything a person can type can, up to WORDS_CHARACTERS."""
    if "\x00" in words:
        raise Refused(_("The text holds a character that cannot be stored."), field=field)
    if len(words) > WORDS_CHARACTERS:
        raise Refused(_("The text is longer than %(n)s characters.") % {"n": WORDS_CHARACTERS}, field=field)
    return words
