"""Signing in to the portal with WeChat: bound once after a code, one tap from then on, undone by the owner (INF-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.signing_in import point_of
from alongside.domain.customers.models import Customer, CustomerActor, WeChatBond
from alongside.domain.customers.permissions import CHANGE_OWN_DETAILS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@dataclass(frozen=True)
class WeChatAccount:
    """Who WeChat says somebody is, to one program of ours."""

    app_id: str
    openid: str
    unionid: str = ""

    @property
    def subject_hash(self) -> str:
        return rules.wechat_key(self.app_id, self.openid)

    @property
    def union_hash(self) -> str:
        return rules.wechat_union_key(self.unionid)


@transaction.atomic
def recognise_wechat(account: WeChatAccount, *, now: datetime) -> Customer | None:
    """The customer whose WeChat account it is, for signing them in; None while nobody is bound to it.

    A program that is told the account for the first time knows it by the union id, and is bound with it.
    """
    bonds = WeChatBond.objects.select_for_update(of=("self",)).select_related("customer")
    bond = bonds.filter(subject_hash=account.subject_hash).first()
    if bond is None and account.union_hash:
        bond = bonds.filter(union_hash=account.union_hash).order_by("-used_at").first()
        if bond is not None:
            at_once = bonds.filter(
                subject_hash=account.subject_hash
            ).first()  # by another request, while we waited
            bond = at_once or _bound(bond.customer, account, point_id=bond.contact_point_id, now=now)
    if bond is None:
        return None
    customer = bond.customer
    while customer.merged_into is not None:
        customer = customer.merged_into
    if customer.erased_at is not None:
        return None
    bond.used_at = now
    if account.unionid:
        bond.unionid, bond.union_hash = account.unionid, account.union_hash
    bond.save(update_fields=["used_at", "unionid", "union_hash"])
    journal.record(
        events.SIGNED_IN, about=customer, by=CustomerActor(customer), at=now, facts={"with": "wechat"}
    )
    return customer


@transaction.atomic
def bind_wechat(
    customer: Customer, account: WeChatAccount, *, by: Actor, now: datetime, contact: str = ""
) -> WeChatBond:
    """From now on this WeChat account opens the portal for the customer. One that was bound before is replaced.

    `contact`: the phone or mail address that was just proven with a code; the bond goes when that is taken away.
    Refused when the account is somebody else's.
    """
    by.require(CHANGE_OWN_DETAILS, on=customer)
    Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    there = WeChatBond.objects.filter(subject_hash=account.subject_hash).first()
    if there is not None and there.customer_id != customer.pk:
        raise Refused(
            _("This WeChat account is connected with somebody else here. Disconnect it there first.")
        )
    if there is not None:
        return there
    point = point_of(customer, contact) if contact else None
    try:
        with transaction.atomic():
            bond = _bound(customer, account, point_id=point.pk if point else None, now=now)
    except IntegrityError as error:  # somebody else was faster by a moment
        raise Refused(
            _("This WeChat account is connected with somebody else here. Disconnect it there first.")
        ) from error
    journal.record(events.WECHAT_BOUND, about=customer, by=by, at=now, facts={"bond": bond.pk})
    return bond


@transaction.atomic
def unbind_wechat(customer: Customer, *, by: Actor, now: datetime) -> int:
    """No WeChat account opens the portal for them any more; how many did. Twice does no harm."""
    by.require(CHANGE_OWN_DETAILS, on=customer)
    count = WeChatBond.objects.filter(customer=customer).delete()[0]
    if count:
        journal.record(events.WECHAT_UNBOUND, about=customer, by=by, at=now)
    return count


def _bound(customer: Customer, account: WeChatAccount, *, point_id: int | None, now: datetime) -> WeChatBond:
    WeChatBond.objects.filter(customer=customer, app_id=account.app_id).delete()
    return WeChatBond.objects.create(
        customer=customer,
        contact_point_id=point_id,
        app_id=account.app_id,
        openid=account.openid,
        unionid=account.unionid,
        subject_hash=account.subject_hash,
        union_hash=account.union_hash,
        bound_at=now,
        used_at=now,
    )
