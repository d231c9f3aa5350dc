"""Who follows an official account, and which customer that is (CHN-3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from alongside.domain.conversations.actions.inbox import tie_thread
from alongside.domain.conversations.actions.wechat.access import PROVIDER, official_account
from alongside.domain.conversations.models import Account, Follower, NoticeConsent, Thread
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.wechat import WINDOW
from alongside.domain.customers.models import Customer, WeChatBond
from alongside.domain.customers.queries import known_by_wechat
from alongside.kernel.actor import SYSTEM
from alongside.kernel.blind_indexes import as_written_now
from alongside.kernel.wechat_official import WeChatError


def known_customer(account: Account, openid: str, unionid: str = "") -> Customer | None:
    """The customer who is bound to this WeChat account."""
    return known_by_wechat(account.options["app_id"], openid, unionid)


def is_new_follower(account: Account, openid: str) -> bool:
    return not Follower.objects.filter(account=account, openid_hash=sender_index(openid)).exists()


def reachable(account: Account, openids: Mapping[int, str], *, now: datetime) -> dict[int, str]:
    """Those of them who spoke within WeChat's window or said yes to a notice. One query."""
    indexes = {key: sender_index(openid) for key, openid in openids.items()}
    written = as_written_now(indexes.values())
    has_yes = Exists(
        NoticeConsent.objects.filter(follower=OuterRef("pk"), left__gt=0, is_refused=False).values("pk")
    )
    reached = Follower.objects.filter(
        Q(is_following=True, spoke_at__gt=now - WINDOW) | has_yes,
        account=account,
        openid_hash__in=list(indexes.values()),
    )
    found = {written[one] for one in reached.values_list("openid_hash", flat=True)}
    return {key: openid for key, openid in openids.items() if str(indexes[key]) in found}


def union_of(account: Account, openid: str, *, now: datetime) -> str:
    """The id of theirs that is the same for all programs of the company; "" where WeChat does not tell."""
    try:
        return str(official_account(account, now=now).person(openid).get("unionid", ""))
    except WeChatError:  # not every account may ask, and nothing waits for it
        return ""


@transaction.atomic
def note_follower(
    account: Account,
    openid: str,
    *,
    at: datetime,
    is_following: bool = True,
    has_spoken: bool = False,
    unionid: str = "",
) -> Follower:
    """They follow, or no longer; an event that comes late changes nothing that happened after it."""
    follower, _is_new = Follower.objects.get_or_create(
        account=account,
        openid_hash=sender_index(openid),
        defaults={
            "node_id": account.node_id,
            "openid": openid,
            "unionid": unionid,
            "is_following": is_following,
            "changed_at": at,
        },
    )
    one = Follower.objects.filter(pk=follower.pk)
    one.filter(changed_at__lt=at).exclude(is_following=is_following).update(
        is_following=is_following, changed_at=at
    )
    if has_spoken:
        one.update(spoke_at=Greatest(Coalesce(F("spoke_at"), at), at))
    follower.refresh_from_db()
    return follower


def note_unreachable(account: Account, openid: str, *, now: datetime) -> None:
    """WeChat says that they do not follow."""
    Follower.objects.filter(account=account, openid_hash=sender_index(openid), is_following=True).update(
        is_following=False, changed_at=now
    )


def tie_threads_of(account: Account, openid: str, customer: Customer, *, now: datetime) -> int:
    """What they wrote before we knew them is theirs; what is part of a case stays as the case says."""
    theirs = Thread.objects.filter(
        account=account, sender_hash=sender_index(openid), conversation__customer=None
    ).exclude(state=Thread.State.IN_CASE)
    threads = list(theirs)
    for thread in threads:
        tie_thread(thread, customer=customer, by=SYSTEM, now=now)
    return len(threads)


def tie_threads_of_bond(bond_id: int, *, now: datetime) -> int:
    """After a customer was bound to a WeChat account: how many conversations became theirs."""
    bond = WeChatBond.objects.select_related("customer").filter(pk=bond_id).first()
    if bond is None or bond.customer.erased_at is not None:
        return 0
    accounts = Account.objects.filter(provider=PROVIDER, options__app_id=bond.app_id)
    return sum(tie_threads_of(one, bond.openid, bond.customer, now=now) for one in accounts)
