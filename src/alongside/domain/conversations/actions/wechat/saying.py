"""How an official account says something to one person (CHN-3, CHN-7): as customer service while they have spoken within
48 hours, else as a notice to which they said yes, else by the account's template; else another channel has to.

WeChat knows a template message again by our number for ten minutes, so that one may be tried again. It knows no answer
of customer service and no subscribe notice again and tells nobody whether it took one: where its answer is lost, or the
worker died meanwhile, people decide (`nobody_knows`).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from alongside.domain.conversations.actions.carriers.approved import approved_text
from alongside.domain.conversations.actions.carriers.carrier import NotCarried
from alongside.domain.conversations.actions.wechat.access import official_account
from alongside.domain.conversations.actions.wechat.consenting import (
    NOTICE,
    give_consent_back,
    may_have_used,
    note_used_up,
    use_consent,
)
from alongside.domain.conversations.actions.wechat.following import note_unreachable
from alongside.domain.conversations.models import Account, Delivery, Follower
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.texting import filled
from alongside.domain.conversations.rules.wechat import WINDOW, notice_of, template_of
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file
from alongside.kernel.wechat_official import OfficialAccount, Trouble, WeChatError, pieces

LARGEST = 10 * 1024 * 1024  # of a picture or a film that WeChat takes
KNOWN_AGAIN = timedelta(minutes=9)  # WeChat promises ten for the number of a template message
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


def hand_over(account: Account, delivery: Delivery, *, now: datetime) -> str:
    """WeChat's number for it, "" for an answer of customer service. Raises NotCarried."""
    api, openid = official_account(account, now=now), delivery.recipient
    follower = _follower(account, openid)
    is_gone = follower is not None and not follower.is_following
    if account.failing_since is not None:
        _ask_whether_it_works(api, openid)
    if not is_gone and _has_window(follower, at=now) and _say(api, account, delivery, now=now):
        return ""
    number = _send_notice(api, account, delivery, now=now)
    if number is not None:
        return number
    if is_gone:
        raise NotCarried("they do not follow the account", code="unfollowed", next_channel=True)
    if not account.options.get("template_id"):
        raise NotCarried("they have not written for 48 hours", code=Trouble.WINDOW, next_channel=True)
    try:
        return _send_template(api, account, delivery, now=now)
    except WeChatError as error:
        raise _not_carried(error, account, openid, now=now) from error


def ask_again(account: Account, delivery: Delivery, *, now: datetime) -> str:
    """A try ended without our knowing how: WeChat's number of what is surely out by now. Raises NotCarried."""
    begun, openid = delivery.begun_at or now, delivery.recipient
    chosen = approved_text(delivery)
    is_template = (
        bool(account.options.get("template_id"))
        and not _has_window(_follower(account, openid), at=begun)
        and (chosen is None or not may_have_used(delivery, chosen[0].vendor_code))
    )
    if not is_template or now - begun > KNOWN_AGAIN:
        raise NotCarried("WeChat can not be asked", code="unknown", nobody_knows=True)
    try:
        return _send_template(official_account(account, now=now), account, delivery, now=now)
    except WeChatError as error:
        if error.trouble in (Trouble.UNREACHED, Trouble.BUSY, Trouble.PACE):
            raise NotCarried(error.said, code=error.trouble, is_unsure=True, of_account=True) from error
        raise NotCarried(error.said, code="unknown", nobody_knows=True) from error


def _follower(account: Account, openid: str) -> Follower | None:
    return Follower.objects.filter(account=account, openid_hash=sender_index(openid)).first()


def _has_window(follower: Follower | None, *, at: datetime) -> bool:
    return follower is not None and follower.spoke_at is not None and follower.spoke_at > at - WINDOW


def _ask_whether_it_works(api: OfficialAccount, openid: str) -> None:
    """Before anything is said over an account that failed, so that no message is lost in finding out."""
    try:
        api.check()
    except WeChatError as error:
        raise NotCarried(error.said.replace(openid, "…"), code=error.trouble, of_account=True) from error


def _say(api: OfficialAccount, account: Account, delivery: Delivery, *, now: datetime) -> bool:
    """As customer service; False when WeChat lets nothing more be said until they speak again."""
    try:
        _say_parts(api, delivery)
    except WeChatError as error:
        if error.trouble not in _SAID_ENOUGH:
            raise _not_carried(error, account, delivery.recipient, now=now, knows_again=False) from error
        return False
    return True


def _say_parts(api: OfficialAccount, delivery: Delivery) -> None:
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


def _send_notice(api: OfficialAccount, account: Account, delivery: Delivery, *, now: datetime) -> str | None:
    """Under a template to which they said yes, which uses one yes up. None: there is none, or none left."""
    openid, chosen = delivery.recipient, approved_text(delivery)
    if chosen is None or not use_consent(account, openid, chosen[0].vendor_code):
        return None
    template, variables = chosen
    data = notice_of(filled(template.text, variables | _moment(account, now)))
    try:
        number = api.send_subscribed(openid, template.vendor_code, data, page=variables.get("link", ""))
    except WeChatError as error:
        if error.trouble != Trouble.REFUSED:
            if not error.is_unsure:
                give_consent_back(account, openid, template.vendor_code)
            raise _not_carried(error, account, openid, now=now, knows_again=False) from error
        note_used_up(account, openid, template.vendor_code)
        return None
    return number or f"{NOTICE}{template.vendor_code}"


def _send_template(api: OfficialAccount, account: Account, delivery: Delivery, *, now: datetime) -> str:
    words = delivery.body_text.strip()
    facts = {
        "subject": delivery.subject or words.partition("\n")[0],
        "words": words,
        **_moment(account, now),
    }
    once = hashlib.sha256(delivery.once_key.encode()).hexdigest()[:32]
    url = f"{settings.PUBLIC_URL}/portal/"
    data = template_of(account.options.get("template", ""), facts)
    return api.send_template(delivery.recipient, account.options["template_id"], data, url=url, once=once)


def _moment(account: Account, now: datetime) -> dict[str, str]:
    return {
        "node": account.node.name,
        "time": f"{now.astimezone(ZoneInfo(account.node.zone)):%Y-%m-%d %H:%M}",
    }


def _not_carried(
    error: WeChatError, account: Account, openid: str, *, now: datetime, knows_again: bool = True
) -> NotCarried:
    """`knows_again`: the same once more is known there as the same."""
    trouble = error.trouble
    if trouble == Trouble.NOT_FOLLOWING:
        note_unreachable(account, openid, now=now)
    return NotCarried(
        error.said.replace(openid, "…"),
        code=f"{trouble} {error.number}" if error.number else str(trouble),
        is_final=trouble in _NEVER,
        next_channel=trouble in _ELSEWHERE,
        wait=timedelta(minutes=1) if trouble == Trouble.PACE else None,
        is_unsure=error.is_unsure,
        nobody_knows=error.is_unsure and not knows_again,
        of_account=trouble in _OURS or trouble == Trouble.UNREACHED,
    )
