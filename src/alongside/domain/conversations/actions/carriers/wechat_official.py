"""Answers and notices over a WeChat official account (CHN-3): as customer service while the person has spoken within
48 hours, else by the template that the account has for it, else another channel."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import LIMITS, Carrier, NotCarried, Option
from alongside.domain.conversations.actions.wechat.access import (
    COMPATIBLE,
    PLAIN,
    PROVIDER,
    SEALED,
    check_access,
    official_account,
)
from alongside.domain.conversations.actions.wechat.following import note_unreachable
from alongside.domain.conversations.actions.wechat.trouble import refusal
from alongside.domain.conversations.models import Account, Channel, Delivery, Follower
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.wechat import template_of
from alongside.domain.customers.queries import openids_of
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file
from alongside.kernel.wechat_official import OfficialAccount, Trouble, WeChatError, pieces

LARGEST = 10 * 1024 * 1024  # of a picture or a film that WeChat takes
_KINDS = {"image/jpeg": "image", "image/png": "image", "image/gif": "image", "video/mp4": "video"}
_SAID_ENOUGH = {Trouble.WINDOW, Trouble.COUNT}  # no more until they speak again
_ELSEWHERE = {
    *_SAID_ENOUGH,
    Trouble.NOT_FOLLOWING,
    Trouble.REFUSED,
    Trouble.PERSON,
    Trouble.QUOTA,
    Trouble.FORBIDDEN,
}
_NEVER = {Trouble.TEMPLATE, Trouble.CONTENT, Trouble.MEDIA}
_OURS = {Trouble.SECRET, Trouble.CALLER, Trouble.FORBIDDEN}  # an administrator must do something
_PART = "part:"  # so many pieces of a long answer are out already
_TEMPLATE_HELP = _(
    "One field a line, as “thing1 = {subject}”. Known are {subject}, {words}, {node} and {time}."
)
_MENU_HELP = _(
    "One entry a line, as “name = page” or “above / name = page”. Pages: home, report, cases, appointments, bulletins, "
    "promises, journeys, me; or talk. It is shown after it is published."
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
        Option("menu", _("Menu below the conversation"), _MENU_HELP, kind="long", is_required=False),
        Option(
            "template_id",
            _("Template message"),
            _("Sent when the customer has not written for 48 hours. Empty: the next channel is taken."),
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

    def addresses(self, account: Account, customers: Collection[int]) -> dict[int, str]:
        return openids_of(customers, app_id=account.options.get("app_id", ""))

    def check(self, account: Account) -> Any:
        try:
            check_access(account)
        except WeChatError as error:
            raise refusal(error) from error
        return _("WeChat knows this account, and lets us in.")

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        account, openid = delivery.account, delivery.recipient
        if account is None:
            raise NotCarried("no account", is_final=True)
        if Follower.objects.filter(
            account=account, openid_hash=sender_index(openid), is_following=False
        ).exists():
            raise NotCarried("they do not follow the account", code="unfollowed", next_channel=True)
        api = official_account(account, now=now)
        try:
            number = _sent(api, account, delivery, now=now)
        except WeChatError as error:
            if error.trouble == Trouble.NOT_FOLLOWING:
                note_unreachable(account, openid, now=now)
            raise _not_carried(error, openid) from error
        return number


def _sent(api: OfficialAccount, account: Account, delivery: Delivery, *, now: datetime) -> str:
    """As customer service; who has not spoken lately gets the template, where there is one."""
    try:
        _say(api, delivery)
    except WeChatError as error:
        template_id = account.options.get("template_id", "")
        if error.trouble not in _SAID_ENOUGH or not template_id:
            raise
        return _send_template(api, account, delivery, template_id, now=now)
    return ""


def _say(api: OfficialAccount, delivery: Delivery) -> None:
    """The words in as many pieces as they need, then pictures and films; what is out already is not said again."""
    words = pieces("\n\n".join(one for one in (delivery.subject, delivery.body_text) if one))
    files = list(StoredFile.objects.filter(pk__in=delivery.attachments).order_by("created_at", "id"))
    others = [one for one in files if one.content_type not in _KINDS or one.size > LARGEST]
    if others:
        names = "、".join(one.name for one in others)
        words.append(f"📎 {names}\n{settings.PUBLIC_URL}/portal/")
    shown = [one for one in files if one not in others]
    told = delivery.external_id
    done = int(told.removeprefix(_PART)) if told.startswith(_PART) else 0
    parts: list[str | StoredFile] = [*words, *shown]
    for number, part in enumerate(parts):
        if number < done:
            continue
        if isinstance(part, str):
            api.send_text(delivery.recipient, part)
        else:
            _send_file(api, delivery.recipient, part)
        delivery.external_id = f"{_PART}{number + 1}"


def _send_file(api: OfficialAccount, openid: str, stored: StoredFile) -> None:
    kind = _KINDS[stored.content_type]
    with open_file(stored) as file:
        media_id = api.upload(kind, stored.name, stored.content_type, file.read())
    api.send_media(openid, kind, media_id)


def _send_template(
    api: OfficialAccount, account: Account, delivery: Delivery, template_id: str, *, now: datetime
) -> str:
    words = delivery.body_text.strip()
    zone = ZoneInfo(account.node.zone)
    facts = {
        "subject": delivery.subject or words.partition("\n")[0],
        "words": words,
        "node": account.node.name,
        "time": f"{now.astimezone(zone):%Y-%m-%d %H:%M}",
    }
    once = hashlib.sha256(delivery.once_key.encode()).hexdigest()[:32]
    url = f"{settings.PUBLIC_URL}/portal/"
    data = template_of(account.options.get("template", ""), facts)
    return api.send_template(delivery.recipient, template_id, data, url=url, once=once)


def _not_carried(error: WeChatError, openid: str) -> NotCarried:
    trouble = error.trouble
    return NotCarried(
        error.said.replace(openid, "…"),
        code=f"{trouble} {error.number}" if error.number else str(trouble),
        is_final=trouble in _NEVER,
        next_channel=trouble in _ELSEWHERE,
        wait=timedelta(minutes=1) if trouble == Trouble.PACE else None,
        of_account=trouble in _OURS or trouble == Trouble.UNREACHED,
    )
