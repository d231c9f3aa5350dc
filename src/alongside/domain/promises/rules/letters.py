"""The letters about promises: short, warm, precise. Pure; whoever calls has set the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.conversations.rules.letter import Letter


@dataclass(frozen=True)
class PromiseWords:
    """What a letter says of one promise."""

    called: str
    who: str
    words: str
    due_on: date
    url: str

    def facts(self, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        until = (pgettext("promise", "Until"), date_format(self.due_on, "DATE_FORMAT"))
        return (*((_("Who promised"), self.who),) * bool(self.who), until, *more)


def made(about: PromiseWords) -> Letter:
    """It stands: what, until when, who."""
    return _letter(
        about,
        subject=_("We have promised you something, and wrote it down"),
        paragraphs=(_("So that it is not forgotten, this is what was promised to you:"),),
        after=(_("If you understood it otherwise, please tell us."),),
    )


def change_asked(about: PromiseWords, *, reason: str, new_on: date | None, new_words: str) -> Letter:
    """We cannot as we said: only with their consent does it change. `new_on` None: we ask to drop it."""
    if new_on is None:
        asked = (_("We ask"), _("that this promise be dropped"))
    else:
        asked = (_("We ask for a new day"), date_format(new_on, "DATE_FORMAT"))
    more = (asked, *(((_("New wording"), new_words),) if new_words else ()), (_("Why"), reason))
    return Letter(
        kind="promise",
        subject=_("We ask you to change a promise"),
        greeting=_("Dear %(called)s,") % {"called": about.called},
        paragraphs=(
            _("We promised you something and cannot do it as we said. It changes only if you agree."),
        ),
        quote=about.words,
        facts=about.facts(*more),
        buttons=((_("Agree or decline"), about.url),),
        after=(_("Until you agree, the promise stands as it was made."),),
        why=_why(),
    )


def changed(about: PromiseWords) -> Letter:
    """They agreed: what holds now."""
    return _letter(
        about,
        subject=_("The promise to you was changed, as agreed"),
        paragraphs=(_("Thank you for agreeing. From now on this holds:"),),
    )


def withdrawn(about: PromiseWords) -> Letter:
    """They agreed to let it go."""
    return _letter(
        about,
        subject=_("The promise to you was dropped, as agreed"),
        paragraphs=(_("Thank you for your understanding. This promise no longer holds:"),),
    )


def kept(about: PromiseWords) -> Letter:
    """Done, in our eyes; the customer has the last word."""
    return _letter(
        about,
        subject=_("What we promised you is done"),
        paragraphs=(_("We have kept this promise:"),),
        after=(_("If it is not so, say it there within 30 days; somebody looks after it at once."),),
    )


def _letter(
    about: PromiseWords, *, subject: str, paragraphs: tuple[str, ...], after: tuple[str, ...] = ()
) -> Letter:
    return Letter(
        kind="promise",
        subject=subject,
        greeting=_("Dear %(called)s,") % {"called": about.called},
        paragraphs=paragraphs,
        quote=about.words,
        facts=about.facts(),
        buttons=((_("See what was promised to me"), about.url),),
        after=after,
        why=_why(),
    )


def _why() -> str:
    return _("You get this letter because something was promised to you.")
