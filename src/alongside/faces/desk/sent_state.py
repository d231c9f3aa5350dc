"""How far what we said is, as an icon and a word, over whichever channel it left (CHN-7)."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from alongside.domain.conversations.models import Delivery
from alongside.faces.ui import icons
from alongside.faces.ui.templatetags.ui import chip

DRAWN = {
    "queued": (_("Queued"), "now", "clock"),
    "sent": (_("Sent"), "good", "check"),
    "delivered": (_("Arrived"), "good", "checks"),
    "passed_on": (_("Passed on"), "soon", "arrow-forward-up"),
    "withheld": (_("Withheld"), "plain", "hand-stop"),
    "returned": (_("Came back"), "late", "arrow-back-up"),
    "doubtful": (_("Perhaps sent"), "soon", "help-circle"),
    "parked": (_("Parked"), "late", "alert-triangle"),
}


def sent_state(
    delivery: Delivery | None, seen_at: datetime | None = None, said_over: str = ""
) -> SafeString | str:
    """`seen_at`: they have read it in the portal. The channel is shown where it is another than they spoke over."""
    if seen_at is not None:
        return chip(pgettext("message", "Read"), "good", "eye-check")
    if delivery is None:
        return ""
    label, tone, icon = DRAWN[delivery.state]
    shown = chip(
        label, tone, icon, delivery.last_error if delivery.state in ("returned", "parked", "doubtful") else ""
    )
    if delivery.channel == said_over:
        return shown
    name = delivery.get_channel_display()
    over = format_html(
        '<span class="faint" title="{}">{}<span class="visually-hidden">{}</span></span> ',
        name,
        icons.drawn(delivery.channel, 14),
        name,
    )
    return mark_safe(over + shown)
