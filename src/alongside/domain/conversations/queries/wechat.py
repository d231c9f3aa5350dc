"""How it stands with an official account, and the program by which its followers sign in (CHN-3, INF-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from alongside.domain.conversations.models import Account, Follower, NoticeConsent, PushedMessage
from alongside.domain.conversations.models.wechat import OFFICIAL
from alongside.kernel.models import SharedToken
from alongside.kernel.wechat_official.client import WECHAT, token_name


@dataclass(frozen=True)
class OfficialState:
    """`followers` and who `left`; pushes that are `waiting` to be understood; until when our token is good. `consents`:
    how many people may be told something under each template of subscribe notices."""

    followers: int
    left: int
    waiting: int
    token_until: datetime | None
    consents: dict[str, int]


def official_state(account: Account, *, now: datetime) -> OfficialState | None:
    """None for an account that is none of WeChat's. 4 queries."""
    if account.provider != OFFICIAL:
        return None
    counted = Follower.objects.filter(account=account).aggregate(
        followers=Count("pk", filter=Q(is_following=True)), left=Count("pk", filter=Q(is_following=False))
    )
    name = token_name(account.options.get("app_id", ""))
    until = SharedToken.objects.filter(name=name, good_until__gt=now).values_list("good_until", flat=True)
    told = NoticeConsent.objects.filter(follower__account=account, left__gt=0, is_refused=False).order_by()
    return OfficialState(
        **counted,
        waiting=PushedMessage.objects.filter(account=account).count(),
        token_until=until.first(),
        consents=dict(told.values_list("template_id").annotate(n=Count("pk"))),
    )


def official_program(code: str) -> dict[str, str] | None:
    """App id, secret and API of the account with this word, for signing in inside WeChat; None when there is none."""
    account = Account.objects.filter(code=code, provider=OFFICIAL, is_active=True).first()
    if account is None:
        return None
    return {
        "app_id": account.options["app_id"],
        "secret": account.secret["app_secret"],
        "api": (account.options.get("api") or WECHAT).rstrip("/"),
    }
