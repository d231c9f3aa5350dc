"""What conversations do for the domains below. Imported when the app is ready, so that hooks are filled."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.conversations.actions import send_code
from alongside.domain.conversations.models import Conversation, Delivery, Message
from alongside.domain.customers.hooks import BELONGINGS, SEND_CODE, Belonging
from alongside.domain.customers.models import ContactPoint


@SEND_CODE.fill
def take_code_to_customer(point_id: int, code: str, now: datetime, expires_at: datetime) -> bool | None:
    """A sign-in code goes out by mail, also to those who otherwise don't want mails."""
    point = ContactPoint.objects.select_related("customer__node").get(pk=point_id)
    sent = send_code(
        customer=point.customer,
        kind=point.kind,
        address=point.value,
        code=code,
        minutes=round((expires_at - now).total_seconds() / 60),
        once_key=f"code:{point.pk}:{now.isoformat()}",
        now=now,
    )
    return sent or None


@BELONGINGS.fill
def what_was_said() -> tuple[Belonging, ...]:
    """What was said to and by a customer follows them; messages are found by their thread (CUS-6)."""
    return (
        Belonging(Message, through=("conversation_id", Conversation)),
        Belonging(Conversation, is_at_node=True),
        Belonging(Delivery),
    )
