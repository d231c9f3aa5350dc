"""A WeChat account that came for the first time waits in the browser's session for the code that binds it (INF-6)."""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidTag
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from alongside.domain.customers.actions import WeChatAccount, bind_wechat
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.faces.ui.elsewhere import LONGEST
from alongside.kernel.crypto import decrypt, encrypt
from alongside.kernel.refusals import Refused

WAITING = "portal_wechat"  # in the session: the account (encrypted) and since when


def keep_waiting(request: HttpRequest, account: WeChatAccount, *, now: datetime) -> None:
    told = "\n".join((account.app_id, account.openid, account.unionid))
    request.session[WAITING] = {"account": encrypt(told), "at": now.timestamp()}


def waiting_account(request: HttpRequest, now: datetime) -> WeChatAccount | None:
    """The WeChat account that came for the first time in this browser, and waits for a code."""
    kept = request.session.get(WAITING)
    try:
        if not kept or now.timestamp() - kept["at"] > LONGEST.total_seconds():
            return None
        return WeChatAccount(*decrypt(kept["account"]).split("\n"))
    except (KeyError, TypeError, ValueError, InvalidTag):  # written under a key that is gone
        return None


def bind_waiting(request: HttpRequest, customer: Customer, *, contact: str, now: datetime) -> None:
    """After the code was right: the account that waited opens the portal from now on. A refusal is said, no more."""
    account = waiting_account(request, now)
    request.session.pop(WAITING, None)
    if account is None:
        return
    try:
        bind_wechat(customer, account, by=CustomerActor(customer), now=now, contact=contact)
    except Refused as no:
        messages.warning(request, str(no.words))
    else:
        messages.success(request, _("WeChat is connected. From now on one tap is enough."))
