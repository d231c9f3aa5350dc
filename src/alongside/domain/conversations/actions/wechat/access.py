"""What an account of ours is to WeChat: its API with its secrets, and whether a push is really WeChat's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models import Account
from alongside.domain.conversations.models.wechat import OFFICIAL
from alongside.kernel.refusals import Refused
from alongside.kernel.wechat_official import (
    BadSeal,
    OfficialAccount,
    Pushed,
    Seal,
    is_signed,
    read_pushed,
    sealed_in,
)
from alongside.kernel.wechat_official.client import WECHAT

PROVIDER = OFFICIAL
_NO_TIME = datetime.min.replace(tzinfo=UTC)  # checking keeps no token, so it needs no clock
PLAIN, COMPATIBLE, SEALED = "plain", "compatible", "aes"


class NotFromWeChat(Exception):
    """The signature is wrong, or what is sealed is not ours."""


def official_account(account: Account, *, now: datetime) -> OfficialAccount:
    return OfficialAccount(
        app_id=account.options["app_id"],
        secret=account.secret["app_secret"],
        base=account.options.get("api") or WECHAT,
        now=now,
    )


def check_access(account: Account) -> None:
    """Whether WeChat knows us. Raises WeChatError, Refused."""
    seal_of(account)
    official_account(account, now=_NO_TIME).check()


def seal_of(account: Account) -> Seal | None:
    """None in the plain mode. Refused when the key is none."""
    if account.options.get("mode") == PLAIN:
        return None
    try:
        return Seal(account.secret.get("aes_key", ""), account.options["app_id"])
    except ValueError as error:
        raise Refused(_("The EncodingAESKey has 43 letters and digits."), field="aes_key") from error


def check_signature(account: Account, query: Mapping[str, str]) -> None:
    """Raises NotFromWeChat."""
    told = (query.get("timestamp", ""), query.get("nonce", ""))
    if not is_signed(query.get("signature", ""), account.secret["token"], *told):
        raise NotFromWeChat


def read_push(account: Account, query: Mapping[str, str], raw: bytes) -> Pushed:
    """What was pushed. An account that seals believes nothing that is not sealed. NotFromWeChat, Unreadable."""
    check_signature(account, query)
    seal = seal_of(account)
    if seal is None:
        return read_pushed(raw)
    sealed = sealed_in(raw)
    told = (query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not sealed or not is_signed(query.get("msg_signature", ""), account.secret["token"], *told):
        raise NotFromWeChat
    try:
        return read_pushed(seal.open(sealed))
    except BadSeal as error:
        raise NotFromWeChat from error
