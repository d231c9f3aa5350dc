"""Our own window and form on other people's pages (CHN-6). Nothing leaves the house: whoever wrote looks in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import Carrier, NotCarried, Option
from alongside.domain.conversations.models import Channel, Delivery, Visitor
from alongside.domain.conversations.queries.visitors import WIDGET
from alongside.domain.conversations.rules.colours import PAPER, SIGN, contrast, is_colour
from alongside.domain.conversations.rules.visiting import ANSWER_WAITS, normalised_origin
from alongside.kernel.refusals import Refused

ACCENT = "#0f6b5c"
ALWAYS, OFFICE = "always", "office"


class WidgetCarrier(Carrier):
    """An answer lies ready in the window. Whoever has left an address, and does not look, gets it there as well."""

    provider = WIDGET
    channel = Channel.CHAT
    label = _("Chat window and form for websites")
    longest = 5_000
    takes_files = True
    options = (
        Option(
            "origins",
            _("Pages that may show it"),
            _("One a line, as in https://www.example.com; https://*.example.com stands for all below."),
            kind="long",
        ),
        Option("accent", _("Colour"), _("As in #0f6b5c; dark enough to be seen on white."), initial=ACCENT),
        Option("greeting", _("Greeting"), _("The first words in the window. Empty: ours, in the reader's language."), is_required=False),
        Option("categories", _("Matters of the form"), _("One a line; empty: the form asks for none."), kind="long", is_required=False),
        Option(
            "hours",
            _("Somebody is there"),
            choices=((OFFICE, _("in the office hours of the node")), (ALWAYS, _("day and night"))),
            initial=OFFICE,
        ),
    )  # fmt: skip

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        visitor = Visitor.objects.select_for_update().filter(name=delivery.recipient).first()
        if visitor is None:
            raise NotCarried("forgotten", is_final=True, next_channel=True)
        visitor.owed_at = now if visitor.is_form else now + ANSWER_WAITS
        visitor.save(update_fields=["owed_at"])
        return ""

    def cleaned(self, options: dict[str, Any]) -> dict[str, Any]:
        """Origins as browsers name them, a colour that is seen. Raises Refused naming the field."""
        origins = [normalised_origin(one) for one in options.get("origins", "").split()]
        if not origins or "" in origins:
            raise Refused(_("Write addresses such as https://www.example.com, one a line."), field="origins")
        accent = (options.get("accent") or ACCENT).strip().lower()
        if not is_colour(accent):
            raise Refused(_("Write the colour as # and six digits, as in #0f6b5c."), field="accent")
        if contrast(accent, PAPER) < SIGN:
            raise Refused(_("This colour is too pale to be seen on white."), field="accent")
        return {**options, "origins": "\n".join(dict.fromkeys(origins)), "accent": accent}
