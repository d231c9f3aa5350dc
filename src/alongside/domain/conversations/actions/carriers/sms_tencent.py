"""SMS by Tencent Cloud (CHN-4). It knows no message again by our number and tells only to which phone it sent something,
once the network's report is in; so what may have gone is looked for by phone and time, and left to people after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import LIMITS, NotCarried, Option
from alongside.domain.conversations.actions.carriers.sms import SmsCarrier, account_of
from alongside.domain.conversations.models import Account, Delivery
from alongside.kernel.refusals import Refused
from alongside.kernel.sms import tencent
from alongside.kernel.sms.gateway import GatewayError, Sms

REPORTS_COME_WITHIN = timedelta(minutes=20)
BETWEEN = timedelta(minutes=2)


class TencentSms(SmsCarrier):
    provider = "sms_tencent"
    label = _("SMS over Tencent Cloud")
    options = (
        Option(
            "sign_name",
            _("SMS signature"),
            _("As the gateway approved it; it stands before every text in 【】."),
        ),
        Option("app_id", _("SdkAppId"), _("Of the application in the SMS console, as in 1400006666.")),
        Option("base", _("Address of the gateway"), kind="url", initial=tencent.BASE),
        *LIMITS,
    )
    secrets = (Option("secret_id", "SecretId"), Option("secret_key", "SecretKey"))
    of_all = frozenset(
        {
            "reach", "answer", "InternalError", "InternalError.OtherError", "InternalError.Timeout",
            "AuthFailure.SignatureFailure", "AuthFailure.SecretIdNotFound", "AuthFailure.SignatureExpire",
            "AuthFailure.InvalidSecretId", "UnauthorizedOperation", "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
            "FailedOperation.InsufficientBalanceInSmsPackage", "FailedOperation.SignatureIncorrectOrUnapproved",
            "LimitExceeded.AppCountryOrRegionDailyLimit", "LimitExceeded.DailyLimit",
        }
    )  # fmt: skip
    of_this = frozenset(
        {
            "InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist",
            "FailedOperation.TemplateIncorrectOrUnapproved", "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
            "FailedOperation.ContainSensitiveWord", "FailedOperation.MarketingSendTimeConstraint",
            "InvalidParameterValue.TemplateParameterLengthLimit", "InvalidParameterValue.TemplateParameterFormatError",
            "LimitExceeded.PhoneNumberDailyLimit", "LimitExceeded.PhoneNumberSameContentDailyLimit",
        }
    )  # fmt: skip
    waits = {
        "LimitExceeded.PhoneNumberThirtySecondLimit": timedelta(seconds=40),
        "LimitExceeded.PhoneNumberOneHourLimit": timedelta(minutes=20),
    }

    def hand_over(self, account: Account, sms: Sms, *, now: datetime) -> str:
        return tencent.send_sms(_access(account), sms, now=now)

    def find(self, delivery: Delivery, *, now: datetime) -> str | None:
        account, begun = account_of(delivery), delivery.begun_at or now
        try:
            numbers = tencent.sent_to(_access(account), phone=delivery.recipient, since=begun, now=now)
        except GatewayError as error:
            raise self.not_carried(error, delivery, is_unsure=True) from error
        others = Delivery.objects.filter(account=account, external_id__in=numbers).exclude(pk=delivery.pk)
        taken = set(others.values_list("external_id", flat=True))
        found = next((one for one in numbers if one not in taken), None)
        if found is None:
            is_over = now - begun > REPORTS_COME_WITHIN
            raise NotCarried(
                "no report yet", code="unknown", is_unsure=True, wait=BETWEEN, nobody_knows=is_over
            )
        return found

    def check(self, account: Account) -> Any:
        try:
            tencent.check_access(_access(account))
        except GatewayError as error:
            raise Refused(_("The gateway says: %(code)s %(words)s") % vars(error)) from error
        return _("The gateway knows us and the application.")


def _access(account: Account) -> tencent.Access:
    secret, options = account.secret, account.options
    base = options.get("base") or tencent.BASE
    return tencent.Access(
        secret.get("secret_id", ""), secret.get("secret_key", ""), options.get("app_id", ""), base
    )
