"""To which notices of an official account somebody said yes, as WeChat tells, and the using up of it (CHN-3, CHN-7)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from alongside.domain.conversations.actions.wechat.following import known_customer
from alongside.domain.conversations.models import Account, Delivery, Follower, NoticeConsent
from alongside.domain.conversations.models.inbox import sender_index
from alongside.kernel.wechat_official import Pushed

NOTICE = "notice:"  # one of which WeChat told no number, under this template
ASKED, CHANGED, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"


def note_consents(account: Account, pushed: Pushed) -> None:
    """They were asked and said yes or no, or took it back among their settings. The same told again changes nothing."""
    for one in pushed.notices:
        template_id, said = str(one.get("TemplateId", "")), one.get("SubscribeStatusString")
        if not template_id or len(template_id) > 64 or said not in ("accept", "reject"):
            continue
        consent = _consent(account, pushed.sender, template_id, at=pushed.at)
        mine = NoticeConsent.objects.filter(pk=consent.pk, changed_at__lt=pushed.at)
        if said == "accept":
            mine.update(left=F("left") + 1, is_refused=False, changed_at=pushed.at)
        elif pushed.event == CHANGED:
            mine.update(left=0, is_refused=True, changed_at=pushed.at)


def use_consent(account: Account, openid: str, template_id: str) -> bool:
    """Whether one notice may be sent, which is then used up; in the transaction that sends it."""
    mine = _consents(account, openid, template_id)
    return bool(mine.filter(left__gt=0, is_refused=False).update(left=F("left") - 1))


def give_consent_back(account: Account, openid: str, template_id: str) -> None:
    """It surely did not go, so nothing is used up."""
    _consents(account, openid, template_id).update(left=F("left") + 1)


def note_used_up(account: Account, openid: str, template_id: str) -> None:
    """WeChat says that there is none left, whatever we counted."""
    _consents(account, openid, template_id).update(left=0)


def may_have_used(delivery: Delivery, template_id: str) -> bool:
    """Whether a try that ended without our knowing how may have been such a notice: what it used up was not kept."""
    theirs = _consents(delivery.account, delivery.recipient, template_id)
    return theirs.exclude(left=0, changed_at__lt=delivery.begun_at).exists()


def sent_as_notice(account: Account, openid: str, number: str, template_id: str) -> Delivery | None:
    """Which of ours WeChat speaks of: by its number, else the last one to them under that template."""
    ours = Delivery.objects.filter(account=account).order_by("-pk")
    if number and (known := ours.filter(external_id=number).first()):
        return known
    customer = known_customer(account, openid)
    theirs = Q(conversation__thread__sender_hash=sender_index(openid))
    theirs |= Q(customer=customer) if customer else Q()
    is_it = Q(external_id=f"{NOTICE}{template_id}", state=Delivery.State.SENT) | Q(begun_at__isnull=False)
    return ours.filter(theirs, is_it).first()


def _consents(account: Account | None, openid: str, template_id: str) -> QuerySet[NoticeConsent]:
    return NoticeConsent.objects.filter(
        follower__account=account, follower__openid_hash=sender_index(openid), template_id=template_id
    )


def _consent(account: Account, openid: str, template_id: str, *, at: datetime) -> NoticeConsent:
    """Who was asked on a page need not follow the account."""
    known = {"node_id": account.node_id, "openid": openid, "is_following": False, "changed_at": at}
    follower, _is_new = Follower.objects.get_or_create(
        account=account, openid_hash=sender_index(openid), defaults=known
    )
    return NoticeConsent.objects.get_or_create(
        follower=follower,
        template_id=template_id,
        defaults={"node_id": account.node_id, "changed_at": datetime.min.replace(tzinfo=at.tzinfo)},
    )[0]
