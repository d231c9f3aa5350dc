"""A draft of a reply, or a summary, from the endpoint that the house chose; off unless it did (CHN-10).

What was said leaves with every name and number replaced by a token, and comes back with them. Nothing is sent to a
customer and nothing is kept: the draft is put before the person who asked. The call is made between two short
transactions, so that no lock waits for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.assistance import events
from alongside.domain.assistance.actions.naming import values_of
from alongside.domain.assistance.rules.masking import Masking
from alongside.domain.assistance.rules.prompting import (
    MESSAGES,
    MOST_CHARACTERS,
    MOST_TOKENS,
    RULES,
    Spoken,
    material,
)
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import REPLY_TO_CUSTOMER
from alongside.domain.conversations.models import Conversation, Message, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.chat_endpoint import ChatError, Completed, Line, complete
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

What = Literal["draft", "summary"]
_WHO = {Message.Direction.IN: "customer", Message.Direction.OUT: "us", Message.Direction.INTERNAL: "internal"}
_NO = {
    "down": _("The service for drafts does not answer just now. Write it yourself, or try again later."),
    "busy": _("The service for drafts is busy. Try again in a moment."),
    "refused": _(
        "The service for drafts does not take our questions. Whoever keeps the system must look at it."
    ),
}


def draft_reply(about: Case | Thread, *, by: Actor, now: datetime) -> str:
    """Words for the composer. Refused when it is off, down, used up for today, or nothing was said yet.

    What is among ourselves stays here: only what the customer and we said to each other leaves.
    """
    return _written("draft", about, by=by, now=now)


def summarise(about: Case | Thread, *, by: Actor, now: datetime) -> str:
    """What it is about, in a few lines, internal notes included. Refused as `draft_reply` is."""
    return _written("summary", about, by=by, now=now)


def _written(what: What, about: Case | Thread, *, by: Actor, now: datetime) -> str:
    by.require(REPLY_TO_CUSTOMER if isinstance(about, Case) else ANSWER_INBOX, on=about)
    if not settings.CHAT_ENDPOINT:
        raise Refused(_("Drafts are not turned on here."))
    spoken = _spoken(what, about.conversation)
    if not spoken:
        raise Refused(_("Nothing was said yet."))
    mask = Masking(values_of(about))
    subject = about.title if isinstance(about, Case) else about.subject
    asked = [Line("system", RULES[what]), Line("user", material(subject, spoken, mask.out))]
    most = settings.CHAT_ENDPOINT["per_day"]
    _count_call(what, about.conversation, len(spoken), most=most, by=by, now=now)
    try:
        said = complete(
            settings.CHAT_ENDPOINT["api"],
            asked,
            model=settings.CHAT_ENDPOINT["model"],
            key=settings.CHAT_ENDPOINT["key"],
            most_tokens=MOST_TOKENS[what],
            seconds=settings.CHAT_ENDPOINT["seconds"],
        )
    except ChatError as no:
        facts = {"what": what, "code": no.kind}
        journal.record(events.HELP_FAILED, about=about.conversation, by=by, at=now, facts=facts)
        raise Refused(_NO[no.kind], facts={"code": no.kind}) from no
    _note_given(what, about.conversation, said, by=by, now=now)
    return mask.put_back(said.words[:MOST_CHARACTERS])


def _spoken(what: What, conversation: Conversation) -> list[Spoken]:
    """The last messages, oldest first."""
    rows = Message.objects.filter(conversation=conversation).exclude(body="")
    if what == "draft":
        rows = rows.exclude(direction=Message.Direction.INTERNAL).exclude(kind__in=["aside", "auto"])
    last = list(rows.order_by("-sent_at", "-id")[:MESSAGES])[::-1]
    return [Spoken(_WHO[Message.Direction(one.direction)], f"{one.sent_at:%m-%d}", one.body) for one in last]


@transaction.atomic
def _count_call(
    what: What, conversation: Conversation, messages: int, *, most: int, by: Actor, now: datetime
) -> None:
    """Refused when the node has used up its calls of today; calls of one node are counted one after the other."""
    node = Node.objects.select_for_update(no_key=True).get(pk=conversation.node_id)
    today = now.astimezone(ZoneInfo(node.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    made = JournalEntry.objects.filter(node_id=node.pk, kind=events.HELP_ASKED.kind, at__gte=today).count()
    if made >= most:
        raise Refused(_("This place has used up its drafts and summaries for today."))
    facts = {"what": what, "messages": messages}
    journal.record(events.HELP_ASKED, about=conversation, by=by, at=now, facts=facts)


@transaction.atomic
def _note_given(what: What, conversation: Conversation, said: Completed, *, by: Actor, now: datetime) -> None:
    facts = {"what": what, "tokens_in": said.tokens_in, "tokens_out": said.tokens_out}
    journal.record(events.HELP_GIVEN, about=conversation, by=by, at=now, facts=facts)
