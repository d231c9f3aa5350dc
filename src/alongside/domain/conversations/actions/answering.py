"""An answer by mail, in the thread, from the mailbox to which they wrote (CHN-2), through the one outbox (CHN-7)."""

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
from alongside.domain.conversations.actions.inbox import last_mail, lock_thread
from alongside.domain.conversations.actions.outbox import message_id
from alongside.domain.conversations.actions.writing import named_in, post
from alongside.domain.conversations.models import Channel, Delivery, Message, TakenMail, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.rules.threading import answer_subject, message_key
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import files_about, store_files

LONGEST = 20_000
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
) -> Message:
    """Write to whoever wrote. `is_done`: nothing is left to do then. Raises Refused."""
    by.require(ANSWER_INBOX, on=thread)
    if by.kind != "staff":
        raise NotAllowed(gettext_lazy("Only a staff member can do this."))
    words = words.strip()
    if not words:
        raise Refused(gettext_lazy("Write something."), field="words")
    if len(words) > LONGEST:
        raise Refused(gettext_lazy("This is longer than a mail should be."), field="words")
    hold_staff(by.id)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state == Thread.State.IN_CASE:
        raise Refused(gettext_lazy("It is part of a case; answer there."))
    if not fresh.sender:
        raise Refused(gettext_lazy("The mail names no address to answer to."))
    files = list(files)
    message = Message.objects.create(
        conversation=fresh.conversation,
        node_id=fresh.node_id,
        channel=Channel.EMAIL,
        direction=Message.Direction.OUT,
        staff_id=by.id,
        body=words,
        file_count=len(files),
        sent_at=now,
    )
    if files:
        store_files(files, about=message, by=by, now=now)
    _post(fresh, message, staff=StaffMember.objects.get(pk=by.id), now=now)
    fresh.last_at, fresh.waits_since = now, None
    fresh.state = Thread.State.DONE if is_done else Thread.State.OPEN
    fresh.assigned_to_id = fresh.assigned_to_id or by.id
    fresh.version += 1
    fresh.save()
    journal.record(
        events.THREAD_ANSWERED, about=fresh.conversation, by=by, at=now, facts={"message": message.pk}
    )
    return message


@transaction.atomic
def post_answer(message: Message, *, now: datetime) -> None:
    """What was said in a case to somebody who is no known customer leaves by mail, in the thread in which they wrote
    last. Nothing when nobody wrote by mail there; once for each message."""
    last = (
        TakenMail.objects.filter(message__conversation=message.conversation_id)
        .exclude(sender="")
        .order_by("-id")
        .values_list("conversation", flat=True)
        .first()
    )
    thread = (
        Thread.objects.select_related("conversation__customer", "node", "mailbox").filter(pk=last).first()
    )
    if thread is not None and thread.sender and message.staff is not None:
        _post(thread, message, staff=message.staff, now=now)


def _post(thread: Thread, message: Message, *, staff: StaffMember, now: datetime) -> None:
    answered = last_mail(thread)
    once_key = f"answer:{message.pk}"
    customer = thread.conversation.customer
    with translation.override(customer.language if customer else "zh-hans"):
        body = _body(thread, message, answered, staff)
    post(
        Delivery(
            once_key=once_key,
            message_key=message_key(message_id(once_key)),
            node_id=thread.node_id,
            customer=customer,
            message=message,
            mailbox=thread.mailbox,
            conversation=thread.conversation,
            channel=Channel.EMAIL,
            recipient=thread.sender,
            subject=answer_subject(thread.subject, thread.pk),
            body_text=body,
            answers=named_in(answered) if answered else "",
            attachments=[str(one.pk) for one in files_about(message)],
            next_try_at=now,
            written_at=now,
        )
    )


def _body(thread: Thread, message: Message, answered: TakenMail | None, staff: StaffMember) -> str:
    """What we write, who we are, and below it what they wrote, as mail programs do."""
    parts = [message.body, f"-- \n{staff.name}\n{thread.mailbox.name}"]
    if answered is not None and answered.message is not None and answered.message.body:
        at = answered.message.sent_at.astimezone(ZoneInfo(thread.node.zone))
        head = _("On %(day)s %(name)s wrote:") % {
            "day": f"{at:%Y-%m-%d %H:%M}",
            "name": answered.sender_name or answered.sender,
        }
        quoted = "\n".join(f"> {line}" for line in answered.message.body[:QUOTED].splitlines())
        parts.append(f"{head}\n{quoted}")
    return "\n\n".join(parts) + "\n"
