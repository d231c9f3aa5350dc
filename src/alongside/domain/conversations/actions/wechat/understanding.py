"""What WeChat pushed becomes what it means: words in the inbox with their file, a follower more or less, a notice of
ours that arrived or not. What stands in the row is understood once, whoever dies meanwhile (CHN-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from alongside.domain.conversations.actions.hearing import Heard, hear, note_heard
from alongside.domain.conversations.actions.outbox import note_arrived, note_returned
from alongside.domain.conversations.actions.wechat.access import official_account
from alongside.domain.conversations.actions.wechat.consenting import (
    ASKED,
    CHANGED,
    SENT,
    note_consents,
    sent_as_notice,
)
from alongside.domain.conversations.actions.wechat.following import (
    is_new_follower,
    known_customer,
    note_follower,
    tie_threads_of,
    union_of,
)
from alongside.domain.conversations.actions.wechat.pushing import enqueue
from alongside.domain.conversations.models import Account, Delivery, PushedMessage
from alongside.domain.conversations.rules.wechat import file_of, words_of
from alongside.kernel.wechat_official import Pushed, Trouble, WeChatError

MOST_TRIES = 6
ARRIVED = "templatesendjobfinish"


class _Later(Exception):
    """Not yet: try again."""


def understand_push(push_id: int, *, now: datetime) -> None:
    """Do what it means and take it off the table. Nothing when that was done."""
    push = PushedMessage.objects.select_related("account__node").filter(pk=push_id).first()
    if push is None:
        return
    account, pushed = push.account, push.pushed
    with translation.override(settings.LANGUAGE_CODE):
        try:
            if pushed.kind != "event":
                _understand_words(push, account, pushed, now=now)
            else:
                _understand_event(push, account, pushed, now=now)
        except _Later:
            PushedMessage.objects.filter(pk=push.pk).update(tries=push.tries + 1)
            enqueue(push.pk, at=now + timedelta(seconds=5 * 2**push.tries))


def _understand_words(push: PushedMessage, account: Account, pushed: Pushed, *, now: datetime) -> None:
    words, files = words_of(pushed), _files(push, account, pushed, now=now)
    if files is None:
        words, files = "\n".join([words, _("(WeChat did not hand over the file.)")]), ()
    unionid = union_of(account, pushed.sender, now=now) if is_new_follower(account, pushed.sender) else ""
    with transaction.atomic():
        if not _hold(push):
            return
        follower = note_follower(account, pushed.sender, at=pushed.at, has_spoken=True, unionid=unionid)
        customer = known_customer(account, pushed.sender, follower.unionid)
        if customer is not None:
            tie_threads_of(account, pushed.sender, customer, now=now)
        said = Heard(
            sender=pushed.sender,
            words=words,
            once_key=push.once_key,
            sender_name=_("WeChat user %(tail)s") % {"tail": pushed.sender[-4:]},
            files=files,
            at=pushed.at,
            customer=customer,
        )
        hear(account, said, now=now)
        push.delete()


def _understand_event(push: PushedMessage, account: Account, pushed: Pushed, *, now: datetime) -> None:
    unionid = ""
    if pushed.event == "subscribe" and is_new_follower(account, pushed.sender):
        unionid = union_of(account, pushed.sender, now=now)
    with transaction.atomic():
        if not _hold(push):
            return
        note_heard(account, now=now)
        if pushed.event in ("subscribe", "unsubscribe"):
            note_follower(
                account,
                pushed.sender,
                at=pushed.at,
                is_following=pushed.event == "subscribe",
                unionid=unionid,
            )
        elif pushed.event == ARRIVED:
            _note_arrival(push, account, pushed, now=now)
        elif pushed.event in (ASKED, CHANGED):
            note_consents(account, pushed)
        elif pushed.event == SENT:
            _note_notices(push, account, pushed, now=now)
        push.delete()


def _hold(push: PushedMessage) -> bool:
    """Whether it still lies there; another worker waits until we are done."""
    return PushedMessage.objects.select_for_update(of=("self",)).filter(pk=push.pk).exists()


def _files(
    push: PushedMessage, account: Account, pushed: Pushed, *, now: datetime
) -> tuple[tuple[str, bytes], ...] | None:
    """What came with it; None when WeChat does not give it, or not in five minutes."""
    found = file_of(pushed)
    if found is None:
        return ()
    media_id, name = found
    try:
        return ((name, official_account(account, now=now).media(media_id).data),)
    except WeChatError as error:
        if error.trouble == Trouble.MEDIA or push.tries >= MOST_TRIES:
            return None
        raise _Later from error


def _note_notices(push: PushedMessage, account: Account, pushed: Pushed, *, now: datetime) -> None:
    """What became of subscribe notices of ours. WeChat tells it within seconds, perhaps before our own note."""
    for one in pushed.notices:
        number, template_id = (str(one.get(name, "")) for name in ("MsgID", "TemplateId"))
        delivery = sent_as_notice(account, pushed.sender, number, template_id)
        if delivery is None and push.tries < MOST_TRIES:
            raise _Later
        if delivery is None:
            continue
        if str(one.get("ErrorCode", "")) == "0":
            note_arrived(delivery, at=pushed.at, now=now)
        else:
            note_returned(
                delivery, status=str(one.get("ErrorCode")), reason=str(one.get("ErrorStatus")), now=now
            )


def _note_arrival(push: PushedMessage, account: Account, pushed: Pushed, *, now: datetime) -> None:
    """A template message of ours arrived, or not. The news may be quicker than our own note of its number."""
    number, status = pushed.text("MsgID"), pushed.text("Status")
    delivery = (
        Delivery.objects.filter(account=account, external_id=number).order_by("-pk").first()
        if number
        else None
    )
    if delivery is None and push.tries < MOST_TRIES:
        raise _Later
    if delivery is not None and status == "success":
        note_arrived(delivery, at=pushed.at, now=now)
    elif delivery is not None:
        note_returned(delivery, status="", reason=status, now=now)
