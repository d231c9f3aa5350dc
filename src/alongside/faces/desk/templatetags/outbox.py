"""What a line of the outbox is, in words: its key says which act wrote it, and nothing of what was written (INF-1)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.rules.contacting import WHY

register = template.Library()

OTHER = pgettext_lazy("outbox", "Notice")
# By what stands before the first colon of the key.
KINDS: dict[str, Any] = {
    "answer": gettext_lazy("Answer in a conversation"),
    "left": gettext_lazy("Answer to a visitor who left"),
    "entry": gettext_lazy("News of a case or a promise"),
    "appointment": gettext_lazy("Invitation or reminder"),
    "bulletin": gettext_lazy("Progress report or change"),
    "replan": gettext_lazy("New dates of a journey"),
    "daily": gettext_lazy("Complaint daily"),
    "meeting": gettext_lazy("Case meeting"),
    "code": gettext_lazy("Sign-in code"),
    "erasure": gettext_lazy("Personal data erased"),
}


@register.filter
def written_for(delivery: Delivery) -> str:
    """`{{ one|written_for }}`: an answer, a notice of a case, the complaint daily."""
    return str(KINDS.get(delivery.once_key.partition(":")[0], OTHER))


@register.filter
def why_not(delivery: Delivery) -> str:
    """`{{ one|why_not }}`: why it was held back, in words; else what the provider said, as it said it."""
    return str(WHY.get(delivery.last_error, delivery.last_error))
