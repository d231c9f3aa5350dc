"""Who carries what: one carrier for each provider, found by the account of a delivery; mails need none (CHN-7)."""

from __future__ import annotations

from alongside.domain.conversations.actions.carriers.carrier import LIMITS, Carrier, NotCarried, Option
from alongside.domain.conversations.actions.carriers.cti import CtiCarrier
from alongside.domain.conversations.actions.carriers.mail import MailCarrier
from alongside.domain.conversations.actions.carriers.sms_aliyun import AliyunSms
from alongside.domain.conversations.actions.carriers.sms_tencent import TencentSms
from alongside.domain.conversations.actions.carriers.wechat_official import OfficialAccountCarrier
from alongside.domain.conversations.actions.carriers.widget import WidgetCarrier
from alongside.domain.conversations.models import Channel, Delivery

__all__ = ["CARRIERS", "LIMITS", "MAIL", "Carrier", "NotCarried", "Option", "carrier_of"]

MAIL = MailCarrier()
CARRIERS: dict[str, Carrier] = {
    one.provider: one
    for one in (
        OfficialAccountCarrier(),
        WidgetCarrier(),
        AliyunSms(),
        TencentSms(),
        CtiCarrier(),
    )
}


def carrier_of(delivery: Delivery) -> Carrier | None:
    """Who takes it out; None when there is nobody for its channel."""
    if delivery.account is not None:
        return CARRIERS.get(delivery.account.provider)
    return MAIL if delivery.channel == Channel.EMAIL else None
