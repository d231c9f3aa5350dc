"""Accounts at providers, kept by whoever keeps the system of the node. What is secret is written, never shown (INF-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.events import ACCOUNT_ADDED, ACCOUNT_CHANGED
from alongside.domain.conversations.models import Account
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Conflict, Refused


@transaction.atomic
def add_account(
    *, node: Node, provider: str, name: str, given: Mapping[str, Any], by: Actor, now: datetime
) -> Account:
    """`given`: the options and secrets that the provider declares, by name. Raises Refused naming the field."""
    by.require(MANAGE_SYSTEM, on=node)
    if provider not in CARRIERS:
        raise Refused(_("There is no such provider."), field="provider")
    account = Account(node=node, provider=provider, channel=CARRIERS[provider].channel)
    _set(account, name, given)
    account.save()
    journal.record(ACCOUNT_ADDED, about=account, by=by, at=now, facts={"provider": provider})
    return account


@transaction.atomic
def change_account(
    account: Account,
    *,
    name: str,
    given: Mapping[str, Any],
    is_active: bool,
    by: Actor,
    now: datetime,
    seen: int,
) -> Account:
    """A secret that is given empty stays what it was."""
    by.require(MANAGE_SYSTEM, on=account)
    fresh = Account.objects.select_for_update(of=("self",)).select_related("node").get(pk=account.pk)
    if fresh.version != seen:
        raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": fresh.version})
    _set(fresh, name, given)
    fresh.is_active, fresh.failing_since, fresh.last_error = is_active, None, ""
    fresh.version += 1
    fresh.save()
    journal.record(ACCOUNT_CHANGED, about=fresh, by=by, at=now, facts={"active": is_active})
    return fresh


def check_account(account: Account, *, by: Actor) -> Any:
    """Ask the provider whether it knows us; its words. Raises Refused with what is wrong."""
    by.require(MANAGE_SYSTEM, on=account)
    if account.provider not in CARRIERS:
        raise Refused(_("There is no such provider."))
    return CARRIERS[account.provider].check(account)


def _set(account: Account, name: str, given: Mapping[str, Any]) -> None:
    carrier = CARRIERS[account.provider]
    account.name = name.strip()
    account.options = carrier.cleaned({one.name: given.get(one.name, one.initial) for one in carrier.options})
    known = account.secret
    told = {one.name: given.get(one.name) or known.get(one.name, "") for one in carrier.secrets}
    for one in carrier.secrets:
        if one.is_required and not told[one.name]:
            raise Refused(_("This is needed."), field=one.name)
    account.secrets = json.dumps(told)
