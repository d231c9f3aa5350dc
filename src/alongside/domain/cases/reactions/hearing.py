"""What cases do when a mail comes in that answers one of them (CHN-2)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from alongside.domain.cases.actions.mailing import hear_mail
from alongside.domain.cases.models import Case
from alongside.domain.conversations.hooks import HEARD, IS_OVER


@IS_OVER.fill
def is_over(conversation_id: int) -> bool | None:
    """Nobody reads an archived case any more, nor one whose customer was erased; what comes then begins anew."""
    over = Q(state="archived") | Q(is_anonymised=True)
    return Case.objects.filter(over, conversation=conversation_id).exists() or None


@HEARD.fill
def follow_mail(conversation_id: int, message_id: int, is_customer: bool, now: datetime) -> bool | None:
    case = Case.objects.filter(conversation=conversation_id).first()
    if case is None:
        return None
    hear_mail(case, message_id=message_id, is_customer=is_customer, now=now)
    return True
