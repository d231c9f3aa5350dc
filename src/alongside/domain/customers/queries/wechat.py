"""Who a WeChat account belongs to (INF-6)."""

from __future__ import annotations

from alongside.domain.customers.models import Customer, WeChatBond
from alongside.domain.customers.rules import wechat_key, wechat_union_key


def known_by_wechat(app_id: str, openid: str, unionid: str = "") -> Customer | None:
    """The customer who is bound to it, by this program's id or by the one of all programs; nobody who was erased."""
    bonds = WeChatBond.objects.select_related("customer")
    bond = bonds.filter(subject_hash=wechat_key(app_id, openid)).first() if openid else None
    if bond is None and unionid:
        bond = bonds.filter(union_hash=wechat_union_key(unionid)).order_by("-used_at").first()
    if bond is None:
        return None
    customer = bond.customer
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer if customer.erased_at is None else None
