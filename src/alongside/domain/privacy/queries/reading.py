"""Who looked at whom, as the auditor, a manager and the customer may read it (INF-3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from alongside.domain.customers import rules as customer_rules
from alongside.domain.customers.models import ContactPoint, Customer, MergeRecord
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.privacy.permissions import READ_ACCESS_LOG, SEE_WHO_LOOKED
from alongside.domain.privacy.rules import masked_name
from alongside.kernel.actor import Actor
from alongside.kernel.models import AccessLine
from alongside.kernel.refusals import Refused

MOST_FOUND = 20


def lines_for(viewer: Actor) -> QuerySet[AccessLine]:
    """The lines that an auditor may read: all, or those of the staff appointed where they audit (ORG-3)."""
    reach = viewer.reach(READ_ACCESS_LOG)
    if reach.everywhere:
        return AccessLine.objects.order_by("-id")
    if not reach:
        return AccessLine.objects.none()
    staff = Appointment.objects.filter(reach.over("node_id")).values_list("staff_id", flat=True)
    return AccessLine.objects.filter(viewer_kind="staff", viewer_id__in=list(staff.distinct())).order_by(
        "-id"
    )


def lines_about(customer: Customer, viewer: Actor) -> QuerySet[AccessLine]:
    """Who looked at one customer's data, newest first, for who may know that where the customer is served.

    Also under the records that were merged into this one.
    """
    customer.require_at_their_nodes(SEE_WHO_LOOKED, viewer)
    merged = MergeRecord.objects.standing().filter(survivor=customer).values_list("merged_id", flat=True)
    return AccessLine.objects.filter(person_ids__overlap=[customer.pk, *merged]).order_by("-id")


def persons_meant(words: str) -> list[int]:
    """Whom an auditor looks for: the number of a record, or exactly a phone, mail address or document number.

    Names find nobody: the auditor checks a suspicion and doesn't leaf through customers.
    """
    words = words.strip()
    if words.startswith("#") and words[1:].isdecimal():
        return [int(words[1:][:18])]
    hashes = []
    for kind, normalised in (
        ("phone", customer_rules.normalised_phone),
        ("email", customer_rules.normalised_email),
    ):
        try:
            hashes.append(customer_rules.contact_hash(kind, normalised(words)))
        except Refused:
            continue
    found = ContactPoint.objects.filter(value_hash__in=hashes).values_list("customer_id", flat=True)[
        :MOST_FOUND
    ]
    if not words:
        return sorted(set(found))
    by_document = Customer.objects.filter(document_hash=customer_rules.document_key(words))
    return sorted({*found, *by_document.values_list("pk", flat=True)[:MOST_FOUND]})


def masked_names(ids: Iterable[int]) -> dict[int, str]:
    """{customer's id: name, masked}. One query."""
    rows = Customer.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: masked_name(name) for pk, name in rows}


def staff_names(lines: Iterable[AccessLine]) -> dict[int, StaffMember]:
    """The staff members among the viewers of these lines. One query."""
    ids = {one.viewer_id for one in lines if one.viewer_kind == "staff"}
    return StaffMember.objects.in_bulk([one for one in ids if one])
