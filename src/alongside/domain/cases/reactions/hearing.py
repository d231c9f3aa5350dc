"""What cases do when the customer speaks to one of them over any channel (CHN-1)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from alongside.domain.cases.actions.threads import hear_in_case
from alongside.domain.cases.models import Case
from alongside.domain.conversations.hooks import HEARD, IS_OVER
from alongside.domain.conversations.models import Message


@IS_OVER.fill
def is_over(conversation_id: int) -> bool | None:
    """Nobody reads an archived case any more, nor one whose customer was erased; what comes then begins anew."""
    over = Q(state="archived") | Q(is_anonymised=True)
    return Case.objects.filter(over, conversation=conversation_id).exists() or None


@HEARD.fill
def follow_words(conversation_id: int, message_id: int, is_customer: bool, now: datetime) -> bool | None:
    case = Case.objects.filter(conversation=conversation_id).first()
    if case is None:
        return None
    message = Message.objects.get(pk=message_id)
    hear_in_case(case, message=message, is_customer=is_customer, now=now)
    return True
