"""SMS by Aliyun (CHN-4): each goes under a template that it approved, with our number, by which it is found again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import LIMITS, Option
from alongside.domain.conversations.actions.carriers.sms import SmsCarrier, account_of
from alongside.domain.conversations.models import Account, Delivery
from alongside.kernel.refusals import Refused
from alongside.kernel.sms import aliyun
from alongside.kernel.sms.gateway import ITS_ZONE, GatewayError, Sms

# What is wrong with the account or the gateway, so that every other message would fare the same.
OF_ALL = frozenset(
    {
        "reach", "answer", "ServiceUnavailable", "InternalError", "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR",
        "isv.OUT_OF_SERVICE", "isv.AMOUNT_NOT_ENOUGH", "isv.ACCOUNT_ABNORMAL", "isv.ACCOUNT_NOT_EXISTS",
        "isv.PRODUCT_UNSUBSCRIBE", "isv.PRODUCT_UN_SUBSCRIPT", "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.SMS_SIGN_ILLEGAL", "isp.RAM_PERMISSION_DENY", "SignatureDoesNotMatch",
        "InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive", "InvalidTimeStamp.Expired",
    }
)  # fmt: skip
OF_THIS = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL", "isv.PARAM_LENGTH_LIMIT",
        "isv.INVALID_JSON_PARAM", "isv.INVALID_PARAMETERS", "isv.DAY_LIMIT_CONTROL",
        "isv.MONTH_LIMIT_CONTROL", "isv.PARAM_NOT_SUPPORT_URL", "isv.SMS_CONTENT_ILLEGAL", "no_template",
    }
)  # fmt: skip
WAITS = {"isv.BUSINESS_LIMIT_CONTROL": timedelta(minutes=5)}  # so many to one number; it may have more later


class AliyunSms(SmsCarrier):
    provider = "sms_aliyun"
    label = _("SMS over Aliyun")
    of_all, of_this, waits = OF_ALL, OF_THIS, WAITS
    options = (
        Option(
            "sign_name",
            _("SMS signature"),
            _("As the gateway approved it; it stands before every text in 【】."),
        ),
        Option("base", _("Address of the gateway"), kind="url", initial=aliyun.BASE),
        *LIMITS,
    )
    secrets = (Option("key_id", "AccessKey ID"), Option("key_secret", "AccessKey Secret"))

    def hand_over(self, account: Account, sms: Sms, *, now: datetime) -> str:
        return aliyun.send_sms(_access(account), replace(sms, phone=as_dialled(sms.phone)), now=now)

    def find(self, delivery: Delivery, *, now: datetime) -> str | None:
        account, phone = account_of(delivery), as_dialled(delivery.recipient)
        begun = (delivery.begun_at or now).astimezone(ITS_ZONE).date()
        days = sorted({begun, now.astimezone(ITS_ZONE).date()})[:2]
        try:
            for day in days:
                found = aliyun.find_sent(
                    _access(account), phone=phone, out_id=str(delivery.pk), on=day, now=now
                )
                if found:
                    return found
        except GatewayError as error:
            raise self.not_carried(error, delivery, is_unsure=True) from error
        return None

    def check(self, account: Account) -> Any:
        try:
            aliyun.check_access(_access(account), sign_name=account.options.get("sign_name", ""))
        except GatewayError as error:
            raise Refused(_("The gateway says: %(code)s %(words)s") % vars(error)) from error
        return _("The gateway knows us and the signature.")


def as_dialled(phone: str) -> str:
    """As the gateway takes it: 13800000001 within the country, 0085221234567 elsewhere."""
    return phone.removeprefix("+86") if phone.startswith("+86") else re.sub(r"^\+", "00", phone)


def _access(account: Account) -> aliyun.Access:
    secret = account.secret
    return aliyun.Access(
        secret.get("key_id", ""), secret.get("key_secret", ""), account.options.get("base") or aliyun.BASE
    )
