"""The customer is told by mail at each step, once a step (CAS-15, CHN-7). The portal shows it all anyway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from alongside.domain.cases import events
from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.models import Case, Kind
from alongside.domain.conversations.actions import post_answer, write_letter
from alongside.domain.conversations.models import Channel, Message
from alongside.domain.conversations.rules import letters
from alongside.domain.conversations.rules.letter import Letter
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

WORDS_IN_A_MAIL = 4000  # the rest is read in the portal
THAT_LEAVE = {
    Channel.PORTAL,
    Channel.EMAIL,
    Channel.WEB,
    Channel.CHAT,
    Channel.WECHAT,
    Channel.SMS,
}  # a word over the phone was heard there

PLAIN: dict[str, Callable[[letters.CaseWords], Letter]] = {
    events.CASE_ACKNOWLEDGED.kind: letters.acknowledged,
    events.HANDLING_STARTED.kind: letters.work_started,
    events.ON_SITE_REPORTED.kind: letters.on_site,
    events.CASE_CLOSED.kind: letters.closed,
    events.CASE_REOPENED.kind: letters.reopened,
    events.TRANSFER_ACCEPTED.kind: letters.new_person,
}


@on(events.CASE_OPENED)
def tell_received(entry: JournalEntry) -> None:
    """We have it, and who follows it: so the owner is looked for first, if nobody has done it yet."""
    case = _case(entry)
    if case.owner_id is None:
        route_case(case, now=entry.at)
        case = _case(entry)
    _tell(entry, case, letters.received)


@on(
    events.CASE_ACKNOWLEDGED,
    events.HANDLING_STARTED,
    events.ON_SITE_REPORTED,
    events.CASE_CLOSED,
    events.CASE_REOPENED,
    events.TRANSFER_ACCEPTED,
)
def tell_step(entry: JournalEntry) -> None:
    """A step without words of its own."""
    _tell(entry, _case(entry), PLAIN[entry.kind])


@on(events.SOLUTION_PROPOSED)
def tell_proposal(entry: JournalEntry) -> None:
    case = _case(entry)
    _tell(entry, case, lambda about: letters.proposal(about, words=_short(case.proposal)))


@on(events.CASE_RESOLVED)
def tell_resolved(entry: JournalEntry) -> None:
    case = _case(entry)
    if case.kind == Kind.PRIVACY:  # told when it closes, which is at once
        return
    _tell(entry, case, lambda about: letters.resolved(about, words=_short(case.outcome_words)))


@on(events.CASE_REJECTED)
def tell_rejected(entry: JournalEntry) -> None:
    case = _case(entry)
    _tell(entry, case, lambda about: letters.rejected(about, words=_short(case.outcome_words)))


@on(events.CUSTOMER_TOLD)
def tell_reply(entry: JournalEntry) -> None:
    """What a person of ours wrote, under their name."""
    message = Message.objects.select_related("staff").get(pk=entry.facts["message"])
    if message.channel not in THAT_LEAVE:
        return
    case = _case(entry)
    if not post_answer(message, is_known=case.customer_id is not None, now=entry.at):
        who = message.staff.name if message.staff else ""
        _tell(
            entry,
            case,
            lambda about: letters.reply(about, words=_short(message.body)),
            who=who,
            message=message,
        )


def _case(entry: JournalEntry) -> Case:
    return Case.objects.select_related("node", "owner", "customer", "conversation").get(pk=entry.about_id)


def _short(words: str) -> str:
    return words if len(words) <= WORDS_IN_A_MAIL else words[:WORDS_IN_A_MAIL] + "…"


def _tell(
    entry: JournalEntry,
    case: Case,
    letter: Callable[[letters.CaseWords], Letter],
    *,
    who: str = "",
    message: Message | None = None,
) -> None:
    """Write it into the outbox, once for this fact; for a case that no known customer brought, nothing."""
    customer = case.customer
    if customer is None:
        return
    about = letters.CaseWords(
        called=customer.called,
        number=case.number,
        title=case.title,
        url=f"{settings.PUBLIC_URL.rstrip('/')}/portal/cases/{case.number}/",
        who=who or (case.owner.name if case.owner else ""),
        next_step=case.next_milestone,
        by_when=_local(case.next_due_at, case.node.zone),
    )
    write_letter(
        to=customer,
        letter=lambda: letter(about),
        once_key=f"entry:{entry.pk}",
        node=case.node,
        now=entry.at,
        message=message,
        conversation=case.conversation,
    )


def _local(at: datetime | None, zone: str) -> datetime | None:
    return at and at.astimezone(ZoneInfo(zone))
