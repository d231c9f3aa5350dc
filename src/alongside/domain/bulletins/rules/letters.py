"""The letters that go with bulletins: short, with the way to the page. Pure; the reader's language is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.conversations.rules.letter import Letter


@dataclass(frozen=True)
class Telling:
    """What a letter is made of. `homes`: those for which the reader is told; `stands`: how far the building is."""

    called: str
    homes: str
    title: str
    words: str
    url: str
    stands: str = ""
    as_of_on: date | None = None
    why: str = ""
    meaning: str = ""
    acknowledge_by_on: date | None = None
    is_correction: bool = False


def progress_report(telling: Telling) -> Letter:
    """How far the building is; pictures are on the page."""
    facts = [(_("Your home"), telling.homes)]
    if telling.stands:
        facts.append((_("Progress"), telling.stands))
    if telling.as_of_on:
        facts.append((pgettext("bulletin", "As of"), date_format(telling.as_of_on, "DATE_FORMAT")))
    return Letter(
        kind="bulletin",
        subject=_subject(telling, _("Construction progress: %(title)s")),
        greeting=_("Dear %(called)s,") % {"called": telling.called},
        paragraphs=(*_corrected(telling), telling.title),
        quote=telling.words,
        facts=tuple(facts),
        buttons=((_("See the pictures"), telling.url),),
        why=_why(),
    )


def notice_of_change(telling: Telling) -> Letter:
    """What changes, why, what it means, and that we ask to know that they have read it."""
    return Letter(
        kind="bulletin",
        subject=_subject(telling, _("Notice of change: %(title)s")),
        greeting=_("Dear %(called)s,") % {"called": telling.called},
        paragraphs=(*_corrected(telling), telling.title),
        quote=telling.words,
        facts=(
            (_("Your home"), telling.homes),
            (_("Why it changes"), telling.why),
            (_("What it means for you"), telling.meaning),
            *_until(telling),
        ),
        buttons=((_("Read and acknowledge"), telling.url),),
        after=(
            _("If anything is unclear or you do not agree, tell us there; somebody with a name answers."),
        ),
        why=_why(),
    )


def reminder(telling: Telling) -> Letter:
    """We have not heard from them yet."""
    return Letter(
        kind="bulletin",
        subject=_("Please acknowledge: %(title)s") % {"title": telling.title},
        greeting=_("Dear %(called)s,") % {"called": telling.called},
        paragraphs=(
            _(
                "We told you of a change that touches your home, and do not know yet whether you have read it."
            ),
        ),
        facts=((_("Your home"), telling.homes), (_("The notice"), telling.title), *_until(telling)),
        buttons=((_("Read and acknowledge"), telling.url),),
        why=_why(),
    )


def withdrawal(telling: Telling) -> Letter:
    """What we told them holds no longer; `why` says why."""
    return Letter(
        kind="bulletin",
        subject=_("Withdrawn: %(title)s") % {"title": telling.title},
        greeting=_("Dear %(called)s,") % {"called": telling.called},
        paragraphs=(
            _("What we told you under this title holds no longer: %(title)s") % {"title": telling.title},
        ),
        quote=telling.why,
        facts=((_("Your home"), telling.homes),),
        buttons=((_("See it in the portal"), telling.url),),
        why=_why(),
    )


def _subject(telling: Telling, pattern: str) -> str:
    subject = pattern % {"title": telling.title}
    return _("Corrected: %(subject)s") % {"subject": subject} if telling.is_correction else subject


def _corrected(telling: Telling) -> tuple[str, ...]:
    return (_("This takes the place of what we told you before."),) if telling.is_correction else ()


def _until(telling: Telling) -> tuple[tuple[str, str], ...]:
    if telling.acknowledge_by_on is None:
        return ()
    return ((_("Please acknowledge by"), date_format(telling.acknowledge_by_on, "DATE_FORMAT")),)


def _why() -> str:
    return _("You get this letter because you have bought or own a home there.")
