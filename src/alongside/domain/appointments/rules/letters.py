"""The letters about appointments: short, warm, precise. Pure; whoever calls has set the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.conversations.rules.letter import Letter


@dataclass(frozen=True)
class About:
    """What every letter about an appointment may say; times are local. Without `from_at` none is booked."""

    called: str
    what: str
    home: str
    place: str
    bring: str
    words: str
    url: str
    from_at: datetime | None = None
    until_at: datetime | None = None


def hours(from_at: datetime, until_at: datetime) -> str:
    """A slot as people write it: the day, and from when until when."""
    return f"{date_format(from_at, 'DATE_FORMAT')} {from_at:%H:%M}–{until_at:%H:%M}"


def invited(about: About, *, days: str) -> Letter:
    """You are invited: what it is, when, and that one tap books."""
    return _letter(
        about,
        _("You are invited: %(what)s"),
        _("We invite you. Please choose the time that suits you best; the places of each time are limited."),
        button=_("Choose a time"),
        facts=((_("Days"), days),) if days else (),
        quote=about.words,
    )


def booked(about: About) -> Letter:
    """It is booked: when, where, what to bring."""
    return _letter(
        about,
        _("Your appointment is booked: %(what)s"),
        _("We are looking forward to you. Should something come up, you can choose another time or cancel."),
        button=_("See my appointment"),
    )


def took_place(about: About) -> Letter:
    """A place became free for somebody who waited for it."""
    return _letter(
        about,
        _("A place has become free for you: %(what)s"),
        _(
            "You waited for this time; now it is yours. If it does not suit you any more, cancel with one tap."
        ),
        button=_("See my appointment"),
    )


def slot_moved(about: About) -> Letter:
    """The time or place of what was booked changed."""
    return _letter(
        about,
        _("Your appointment has changed: %(what)s"),
        _("The time or the place of your appointment has changed. Your place in it is kept."),
        button=_("See my appointment"),
    )


def slot_cancelled(about: About, *, words: str) -> Letter:
    """The slot is no more: please choose another one."""
    return _letter(
        about,
        _("Please choose another time: %(what)s"),
        _("The time that you booked cannot be kept. We are sorry, and ask you to choose another one."),
        button=_("Choose a time"),
        quote=words,
    )


def batch_cancelled(about: About, *, words: str) -> Letter:
    """Nothing takes place; you need not do anything."""
    return _letter(
        about,
        _("It does not take place: %(what)s"),
        _("What we invited you to does not take place. We are sorry. You need not do anything."),
        button="",
        quote=words,
    )


def reminder(about: About, *, is_tomorrow: bool) -> Letter:
    """Tomorrow, or in two hours."""
    subject = _("Tomorrow: %(what)s") if is_tomorrow else _("Soon: %(what)s")
    return _letter(
        about,
        subject,
        _("We remind you of your appointment and look forward to you."),
        button=_("See my appointment"),
    )


def _letter(
    about: About,
    subject: str,
    first: str,
    *,
    button: str,
    facts: tuple[tuple[str, str], ...] = (),
    quote: str = "",
) -> Letter:
    told = [(_("What"), about.what)]
    if about.from_at and about.until_at:
        told.append((_("When"), hours(about.from_at, about.until_at)))
    told += facts
    told += [
        (label, words)
        for label, words in (
            (pgettext("in a letter", "Where"), about.place),
            (_("The home"), about.home),
            (_("Please bring"), about.bring),
        )
        if words
    ]
    return Letter(
        kind="appointment",
        subject=subject % {"what": about.what},
        greeting=_("Dear %(called)s,") % {"called": about.called},
        paragraphs=(first,),
        quote=quote,
        facts=tuple(told),
        buttons=((button, about.url),) if button else (),
        why=_("You get this letter because we planned this appointment with you."),
    )
