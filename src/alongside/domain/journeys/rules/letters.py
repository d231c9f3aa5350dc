"""The letters of a journey: short, warm, precise. Pure; whoever calls has set the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.domain.conversations.rules.letter import Letter


def delivery_moved(
    *, called: str, home: str, before_on: date | None, after_on: date | None, words: str, url: str
) -> Letter:
    """The promised day moved: from when to when, why, and what it means for what was planned (JRN-3)."""
    facts = [(_("The home"), home)]
    if before_on:
        facts.append((_("Before"), date_format(before_on, "DATE_FORMAT")))
    facts.append((_("Now"), date_format(after_on, "DATE_FORMAT") if after_on else _("Not fixed yet")))
    return Letter(
        subject=_("The delivery date of your home has changed: %(home)s") % {"home": home},
        greeting=_("Dear %(called)s,") % {"called": called},
        paragraphs=(
            _(
                "The day on which we promised to hand over your home has changed. We tell you ourselves, and at once."
            ),
        ),
        quote=words,
        facts=tuple(facts),
        buttons=((_("See my journey"), url),),
        after=(_("Everything planned around the handover has moved with it. You need not do anything."),),
        why=_("You get this letter because you have bought this home."),
    )
