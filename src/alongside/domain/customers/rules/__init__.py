"""Pure decisions: how contact points are written and masked, what an alert must say, whom we may contact."""

from alongside.domain.customers.rules.contacting import Permit, Wishes, permit
from alongside.domain.customers.rules.reaching import (
    ALERT_LONGEST,
    DOTS,
    as_read,
    check_alert,
    contact_hash,
    document_key,
    kind_of_contact,
    masked,
    normalised_contact,
    normalised_email,
    normalised_phone,
    tail_hash,
)
from alongside.domain.customers.rules.recognising import (
    masked_plate,
    normalised_plate,
    plate_key,
    plate_tail_key,
)
from alongside.domain.customers.rules.wechat import wechat_key, wechat_union_key

__all__ = [
    "ALERT_LONGEST",
    "DOTS",
    "Permit",
    "Wishes",
    "as_read",
    "check_alert",
    "contact_hash",
    "document_key",
    "kind_of_contact",
    "masked",
    "masked_plate",
    "normalised_contact",
    "normalised_email",
    "normalised_phone",
    "normalised_plate",
    "permit",
    "plate_key",
    "plate_tail_key",
    "tail_hash",
    "wechat_key",
    "wechat_union_key",
]
