"""Taking away who a customer was. The row stays as a reference for what the law keeps (INF-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from alongside.domain.customers.actions.knowing import set_found_by
from alongside.domain.customers.models import (
    AgentAuthority,
    Alert,
    ChannelRefusal,
    Consent,
    ContactPoint,
    Contribution,
    Customer,
    DuplicateSuggestion,
    Household,
    Introduction,
    MergeRecord,
    Need,
    PortalSession,
    Portrait,
    SignInCode,
    UnitRelation,
    Vehicle,
    WeChatBond,
)
from alongside.kernel.stored_files import delete_file, files_about

# To be owner, buyer or tenant is a fact of a contract; who else lived there is not.
OF_A_CONTRACT = frozenset({"buyer", "owner", "co_owner", "tenant"})


@dataclass
class Named:
    """By what a customer is named: see privacy.rules.redacting.PersonalValues."""

    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def named_by(customer_ids: Sequence[int]) -> Named:
    """Every value by which these records name somebody. 2 queries."""
    named = Named()
    for one in Customer.objects.filter(pk__in=customer_ids):
        named.names.append(one.name)
        if one.document_number:
            named.others.append(one.document_number)
    for point in ContactPoint.objects.filter(customer__in=customer_ids):
        (named.phones if point.kind == ContactPoint.Kind.PHONE else named.others).append(point.value)
    return named


def forget_customers(
    customer_ids: Sequence[int], *, reference: str, now: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """Take away everything by which these records name somebody; (deleted, kept) by code. Locks the records.

    In the caller's transaction; any number of times. Who may, and whether they may, the caller has asked.
    """
    customers = list(
        Customer.objects.select_for_update(of=("self",)).filter(pk__in=customer_ids).order_by("pk")
    )
    points = ContactPoint.objects.filter(customer__in=customer_ids)
    hashes = list(points.values_list("value_hash", flat=True))
    relations = UnitRelation.objects.filter(customer__in=customer_ids)
    deleted = {
        "wechat_bonds": WeChatBond.objects.filter(customer__in=customer_ids).delete()[0],
        "contact_points": points.delete()[0],
        "sign_in_codes": SignInCode.objects.filter(contact_hash__in=hashes).delete()[0],
        "portal_sessions": PortalSession.objects.filter(customer__in=customer_ids).delete()[0],
        "alerts": Alert.objects.filter(customer__in=customer_ids).delete()[0],
        "channel_refusals": ChannelRefusal.objects.filter(customer__in=customer_ids).delete()[0],
        "needs": Need.objects.filter(customer__in=customer_ids).delete()[0],
        "vehicles": Vehicle.objects.filter(customer__in=customer_ids).delete()[0],
        "portraits": _forget_files(Portrait.objects.filter(customer__in=customer_ids)),
        "authorities": _forget_files(
            AgentAuthority.objects.filter(
                Q(principal__in=customer_ids) | Q(relation__customer__in=customer_ids)
            )
        ),
        "contributions": Contribution.objects.filter(customer__in=customer_ids).delete()[0],
        "introductions": Introduction.objects.filter(
            Q(customer__in=customer_ids) | Q(introducer__in=customer_ids)
        ).delete()[0],
        "relations": relations.exclude(role__in=OF_A_CONTRACT).delete()[0],
        "consent_evidence": Consent.objects.filter(customer__in=customer_ids)
        .exclude(evidence="")
        .update(evidence=""),
    }
    kept = {
        "contracts": relations.filter(role__in=OF_A_CONTRACT).count(),
        "consents": Consent.objects.filter(customer__in=customer_ids).count(),
    }
    DuplicateSuggestion.objects.filter(Q(first__in=customer_ids) | Q(second__in=customer_ids)).delete()
    remembered = MergeRecord.objects.filter(Q(survivor__in=customer_ids) | Q(merged__in=customer_ids))
    deleted["merges"] = remembered.exclude(fields="").update(fields="")
    deleted["households"] = _forget_households(customers)
    deleted["records"] = sum(one.name != _anonymous(reference) for one in customers)
    for one in customers:
        _anonymise(one, reference, now)
    return deleted, kept


def _forget_files(rows: QuerySet) -> int:
    """Rows that are there for their files, with the files."""
    for one in rows:
        for stored in files_about(one):
            delete_file(stored)
    return int(rows.delete()[0])


def _forget_households(customers: Sequence[Customer]) -> int:
    """What is said of a household is said of them too: the words go, those who stay keep belonging together."""
    ids = {one.household_id for one in customers if one.household_id}
    Customer.objects.filter(pk__in=[one.pk for one in customers]).update(household=None)
    changed = (
        Household.objects.filter(pk__in=ids)
        .filter(~Q(words="") | ~Q(name="") | Q(children__gt=0) | Q(elders__gt=0))
        .update(words="", name="", children=0, elders=0)
    )
    Household.objects.filter(pk__in=ids, members__isnull=True).delete()
    return changed


def _anonymous(reference: str) -> str:
    return f"▇▇▇ {reference}"


def _anonymise(customer: Customer, reference: str, now: datetime) -> None:
    customer.name = _anonymous(reference)
    customer.form_of_address = customer.document_kind = customer.document_number = ""
    customer.preferred_channel = customer.words = ""
    customer.contact_from = customer.contact_until = customer.household = customer.source_key = None
    customer.is_do_not_disturb = True
    customer.erased_at = customer.erased_at or now
    set_found_by(customer)
    customer.version += 1
    customer.save()
