"""Under which approved text a delivery goes, at providers that approve each text before it may be sent (CHN-4, CHN-7)."""

from __future__ import annotations

from alongside.domain.conversations.models import Delivery, TextTemplate
from alongside.domain.conversations.rules.brief import from_data, variables_of
from alongside.domain.conversations.rules.texting import ANSWER, NOTICE


def approved_text(delivery: Delivery) -> tuple[TextTemplate, dict[str, str]] | None:
    """The text and what fills it: that of its kind in the reader's language, else the one for any notice; that of its
    purpose first. None when the account has none for it."""
    kind, variables = ANSWER, {"words": delivery.body_text}
    if delivery.letter:
        letter = from_data(delivery.letter)
        kind, variables = letter.kind, variables_of(letter)
    found = TextTemplate.objects.filter(
        account=delivery.account_id, is_active=True, kind__in={kind, NOTICE if delivery.letter else kind}
    )
    language = delivery.customer.language if delivery.customer else "zh-hans"
    ranked = sorted(
        (one for one in found if one.purpose in ("", delivery.purpose)),
        key=lambda one: (
            one.kind != kind,
            one.language != language,
            one.language != "zh-hans",
            not one.purpose,
        ),
    )
    return (ranked[0], variables) if ranked else None
