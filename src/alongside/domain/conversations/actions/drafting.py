"""A letter as its channel tells it: whole in a mail, in two lines elsewhere (CHN-7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings

from alongside.domain.conversations.actions.carriers.mail import message_id
from alongside.domain.conversations.actions.ways import Way
from alongside.domain.conversations.models import Channel, Delivery
from alongside.domain.conversations.rules.brief import as_data, brief_of
from alongside.domain.conversations.rules.letter import Letter, Letterhead, as_html, as_text, subject_line
from alongside.domain.conversations.rules.threading import message_key
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.models import StoredFile

PATIENCE = timedelta(hours=2)  # after which the next channel tells them


def draft(
    to: Customer | StaffMember,
    letter: Letter,
    *,
    way: Way,
    once_key: str,
    node: Node | None,
    now: datetime,
    purpose: str,
    has_more_ways: bool = False,
    attachments: Iterable[StoredFile] = (),
) -> Delivery:
    """The letter over that way, not yet in the outbox. It is kept whole beside its text where another channel may have
    to tell it, or a template is filled from it."""
    is_mail = way.account is None and way.channel == Channel.EMAIL
    delivery = Delivery(
        once_key=once_key,
        node=node,
        customer=to if isinstance(to, Customer) else None,
        staff=to if isinstance(to, StaffMember) else None,
        channel=way.channel,
        account=way.account,
        purpose=purpose,
        recipient=way.address,
        subject=subject_line(letter),
        letter="" if is_mail and not has_more_ways else as_data(letter),
        go_by=now + PATIENCE if has_more_ways and not is_mail else None,
        attachments=[str(one.pk) for one in attachments],
        next_try_at=now,
        written_at=now,
    )
    if way.account is None:  # without an account it is read in the outbox, whole
        head = Letterhead(
            sender=node.name if node else parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
            site=settings.PUBLIC_URL,
            language=to.language,
        )
        delivery.body_text, delivery.body_html = as_text(letter, head), as_html(letter, head)
    else:
        brief = brief_of(letter)
        delivery.subject, delivery.body_text = brief.title, brief.words
    if isinstance(to, Customer):
        delivery.message_key = message_key(message_id(once_key))
    return delivery
