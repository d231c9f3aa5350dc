"""An answer leaves the way on which they wrote: by mail in the thread, from the mailbox (CHN-2), or over the account of
another channel (CHN-1); through the one outbox (CHN-7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.conversations import events
from alongside.domain.conversations.actions.carriers import CARRIERS, MAIL, Carrier
from alongside.domain.conversations.actions.carriers.mail import message_id
from alongside.domain.conversations.actions.finding import let_find
from alongside.domain.conversations.actions.inbox import last_mail, lock_thread, save_thread
from alongside.domain.conversations.actions.standards import stop_waiting
from alongside.domain.conversations.actions.together import drop_draft
from alongside.domain.conversations.actions.writing import named_in, post
from alongside.domain.conversations.models import Delivery, Message, TakenMail, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.rules.threading import answer_subject, message_key
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import files_about, store_files

QUOTED = 4_000  # characters of what they wrote, below the answer


@transaction.atomic
def answer_thread(
    thread: Thread,
    *,
    words: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    is_done: bool = False,
    seen: int | None = None,
    knowing: Knowing = (),
) -> Message:
    """Write to whoever wrote. `is_done`: nothing is left to do then. Raises Refused.

    `knowing`: codes of the forbidden wordings that it holds and the writer has been shown, else Unwary (CHN-8).
    """
    by.require(ANSWER_INBOX, on=thread)
    if by.kind != "staff":
        raise NotAllowed(gettext_lazy("Only a staff member can do this."))
    words = words.strip()
    if not words:
        raise Refused(gettext_lazy("Write something."), field="words")
    files = list(files)
    _check(carrier_of_thread(thread), words, files)
    found = mind_words(words, node=thread.node, by=by, knowing=knowing)
    hold_staff(by.id)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state == Thread.State.IN_CASE:
        raise Refused(gettext_lazy("It is part of a case; answer there."))
    if not fresh.sender:
        raise Refused(gettext_lazy("The mail names no address to answer to."))
    message = Message.objects.create(
        conversation=fresh.conversation,
        node_id=fresh.node_id,
        channel=fresh.channel,
        direction=Message.Direction.OUT,
        staff_id=by.id,
        body=words,
        file_count=len(files),
        sent_at=now,
    )
    if files:
        store_files(files, about=message, by=by, now=now)
    let_find(message, fresh)
    _post(fresh, message, staff=StaffMember.objects.get(pk=by.id), now=now)
    drop_draft(fresh.conversation, direction=Message.Direction.OUT, by=by)
    fresh.last_at = now
    stop_waiting(fresh)
    fresh.state = Thread.State.DONE if is_done else Thread.State.OPEN
    fresh.assigned_to_id = fresh.assigned_to_id or by.id
    save_thread(fresh)
    journal.record(
        events.THREAD_ANSWERED, about=fresh.conversation, by=by, at=now, facts={"message": message.pk}
    )
    note_said(found, about=message, by=by, now=now)
    return message


@transaction.atomic
def post_answer(message: Message, *, is_known: bool, now: datetime) -> bool:
    """What was said in a case leaves on the way on which they wrote to it last; whether it does. Once for each message.

    `is_known`: the case has a customer, who reads it in the portal too; those who wrote by mail get the case's own
    letter, and False is answered.
    """
    heard = Message.objects.filter(
        conversation=message.conversation_id, direction=Message.Direction.IN
    ).exclude(kind="auto")
    heard = heard.exclude(kind="aside") if is_known else heard.exclude(home=None)
    last = heard.order_by("-sent_at", "-id").values_list("home", flat=True).first()
    thread = (
        Thread.objects.select_related("conversation__customer", "node", "mailbox", "account")
        .filter(pk=last)
        .first()
    )
    if thread is None or message.staff is None or not thread.sender:
        return False
    if is_known and thread.account is None:
        return False
    _post(thread, message, staff=message.staff, now=now)
    return True


def carrier_of_thread(thread: Thread) -> Carrier:
    """Who carries answers there; of a provider that is gone, nobody."""
    if thread.account is None:
        return MAIL
    if thread.account.provider not in CARRIERS:
        raise Refused(gettext_lazy("Nothing can be sent over this channel."))
    return CARRIERS[thread.account.provider]


def _check(carrier: Carrier, words: str, files: list[Any]) -> None:
    if len(words) > carrier.longest:
        raise Refused(
            gettext_lazy("At most %(n)s characters go over this channel; these are %(many)s.")
            % {"n": carrier.longest, "many": len(words)},
            field="words",
        )
    if files and not carrier.takes_files:
        raise Refused(gettext_lazy("No files go over this channel."), field="files")


def _post(thread: Thread, message: Message, *, staff: StaffMember, now: datetime) -> None:
    once_key = f"answer:{message.pk}"
    draft = Delivery(
        once_key=once_key,
        node_id=thread.node_id,
        customer=thread.conversation.customer,
        message=message,
        account=thread.account,
        mailbox=thread.mailbox,
        conversation=thread.conversation,
        channel=thread.channel,
        recipient=thread.sender,
        body_text=message.body,
        attachments=[str(one.pk) for one in files_about(message)],
        next_try_at=now,
        written_at=now,
    )
    if thread.account is None:
        _as_mail(draft, thread, message, staff)
    post(draft)


def _as_mail(draft: Delivery, thread: Thread, message: Message, staff: StaffMember) -> None:
    answered = last_mail(thread)
    customer = thread.conversation.customer
    draft.message_key = message_key(message_id(draft.once_key))
    draft.subject = answer_subject(thread.subject, thread.pk)
    draft.answers = named_in(answered) if answered else ""
    with translation.override(customer.language if customer else "zh-hans"):
        draft.body_text = _body(thread, message, answered, staff)


def _body(thread: Thread, message: Message, answered: TakenMail | None, staff: StaffMember) -> str:
    """What we write, who we are, and below it what they wrote, as mail programs do."""
    parts = [message.body, f"-- \n{staff.name}\n{thread.mailbox.name if thread.mailbox else ''}"]
    if answered is not None and answered.message is not None and answered.message.body:
        at = answered.message.sent_at.astimezone(ZoneInfo(thread.node.zone))
        head = _("On %(day)s %(name)s wrote:") % {
            "day": f"{at:%Y-%m-%d %H:%M}",
            "name": answered.sender_name or answered.sender,
        }
        quoted = "\n".join(f"> {line}" for line in answered.message.body[:QUOTED].splitlines())
        parts.append(f"{head}\n{quoted}")
    return "\n\n".join(parts) + "\n"
