"""Authorised agents and their papers (CUS-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.living import relate_unit
from alongside.domain.customers.models import AgentAuthority, Customer, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files


@transaction.atomic
def authorise_agent(
    agent: Customer,
    *,
    unit: Unit,
    principal: Customer,
    scopes: Iterable[str],
    from_on: date,
    valid_until: date,
    by: Actor,
    now: datetime,
    words: str = "",
    files: Iterable[Any] = (),
) -> AgentAuthority:
    """`agent` acts for `principal` at the unit, in these matters, until that day; with the papers that say so.

    New papers of somebody who is agent there already take the place of the old ones. Refused unless the principal
    owns or rents the unit, and without papers.
    """
    by.require(CHANGE_CUSTOMERS, on=unit)
    scopes, files = sorted(set(scopes)), list(files)
    _check(agent, principal, unit, scopes, from_on, valid_until)
    relation = agent.unit_relations.filter(unit=unit, role="agent", until_on__isnull=True).first()
    if relation is None:
        relation = relate_unit(agent, unit=unit, role="agent", from_on=from_on, by=by, now=now)
    if not files and not AgentAuthority.objects.filter(relation=relation, file_count__gt=0).exists():
        raise Refused(_("Add the signed authority as a photo or a PDF."), field="files")
    authority, _is_new = AgentAuthority.objects.update_or_create(
        relation=relation,
        defaults={
            "node_id": unit.node_id, "principal": principal, "scopes": scopes, "words": words.strip()[:200],
            "valid_until": valid_until, "given_at": now,
        },
    )  # fmt: skip
    if files:
        authority.file_count += len(store_files(files, about=authority, by=by, now=now, is_sealed=True))
        authority.save(update_fields=["file_count"])
    facts = {"unit": unit.pk, "customer": principal.pk, "expires_at": valid_until.isoformat()}
    journal.record(events.AGENT_AUTHORISED, about=agent, by=by, at=now, facts=facts)
    return authority


def _check(
    agent: Customer, principal: Customer, unit: Unit, scopes: list[str], from_on: date, valid_until: date
) -> None:
    if agent.pk == principal.pk:
        raise Refused(_("Nobody is their own agent."), field="principal")
    if not scopes or not set(scopes) <= set(AgentAuthority.Scope.values):
        raise Refused(_("Say in what the agent may act."), field="scopes")
    if valid_until < from_on:
        raise Refused(_("The end lies before the beginning."), field="valid_until")
    holds = UnitRelation.objects.filter(customer=principal, unit=unit, until_on__isnull=True)
    if not holds.filter(role__in=("owner", "co_owner", "buyer", "tenant")).exists():
        raise Refused(_("Only who owns or rents the home can authorise somebody for it."), field="principal")
