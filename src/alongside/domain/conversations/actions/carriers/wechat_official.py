"""A WeChat official account as an account of ours (CHN-3); how it says something stands in `wechat/saying`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import LIMITS, Carrier, NotCarried, Option
from alongside.domain.conversations.actions.wechat.access import (
    COMPATIBLE,
    PLAIN,
    PROVIDER,
    SEALED,
    check_access,
)
from alongside.domain.conversations.actions.wechat.following import reachable
from alongside.domain.conversations.actions.wechat.saying import ask_again, hand_over
from alongside.domain.conversations.actions.wechat.trouble import refusal
from alongside.domain.conversations.models import Account, Channel, Delivery
from alongside.domain.conversations.rules.wechat import check_notice
from alongside.domain.customers.queries import openids_of
from alongside.kernel.wechat_official import WeChatError

_TEMPLATE_HELP = _(
    "One field a line, as “thing1 = {subject}”. Known are {subject}, {words}, {node} and {time}."
)


class OfficialAccountCarrier(Carrier):
    """A certified official account (公众号, a service account for most of it)."""

    provider = PROVIDER
    channel = Channel.WECHAT
    label = _("WeChat official account")
    options = (
        Option("app_id", _("App ID"), _("As it stands at WeChat: settings, basic configuration.")),
        Option(
            "mode",
            _("How WeChat sends messages"),
            _("Choose the same there."),
            choices=((SEALED, _("Encrypted")), (COMPATIBLE, _("Compatible")), (PLAIN, _("Plain"))),
            initial=SEALED,
        ),
        Option(
            "greeting",
            _("Greeting of who follows"),
            _("Empty: a few friendly words."),
            kind="long",
            is_required=False,
        ),
        Option(
            "away",
            _("Answer outside working hours"),
            _("Answered at once to whoever writes then. Empty: nothing."),
            kind="long",
            is_required=False,
        ),
        Option(
            "template_id",
            _("Template message"),
            _("Sent when they have not written for 48 hours. Empty: a notice, or the next channel is taken."),
            is_required=False,
        ),
        Option("template", _("What stands in the template"), _TEMPLATE_HELP, kind="long", is_required=False),
        Option("api", _("Address of the API"), _("Empty: WeChat's own."), kind="url", is_required=False),
        *LIMITS,
    )
    secrets = (
        Option("app_secret", _("App secret")),
        Option("token", _("Token"), _("Any word of 3 to 32 letters and digits; enter the same at WeChat.")),
        Option(
            "aes_key",
            _("EncodingAESKey"),
            _("43 letters and digits. Not needed in the plain mode."),
            is_required=False,
        ),
    )
    longest = 5_000
    takes_files = True

    has_texts = True
    text_variables = ("node", "time")

    def addresses(self, account: Account, customers: Collection[int], *, now: datetime) -> dict[int, str]:
        """Those whom it may say something: everybody with a template, else who spoke lately or said yes to a notice."""
        known = openids_of(customers, app_id=account.options.get("app_id", ""))
        return known if account.options.get("template_id") else reachable(account, known, now=now)

    def check_text(self, text: str) -> None:
        check_notice(text)

    def check(self, account: Account) -> Any:
        try:
            check_access(account)
        except WeChatError as error:
            raise refusal(error) from error
        return _("WeChat knows this account, and lets us in.")

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        return hand_over(_account(delivery), delivery, now=now)

    def find(self, delivery: Delivery, *, now: datetime) -> str | None:
        return ask_again(_account(delivery), delivery, now=now)


def _account(delivery: Delivery) -> Account:
    if delivery.account is None:
        raise NotCarried("no account", is_final=True)
    return delivery.account
