"""Erasing a customer: rows, words, files, search, mails, imports; what the law keeps stays without a name (INF-4).

Begun by a person, carried out by the worker: first what lies with others, in small transactions; then everything of
their own in one, under the locks of their record and cases, so that whoever is writing comes before it and is reached,
or after it and is refused. Stored bytes go after the commit, by a list that is part of it. Killed at any moment, the
next round goes on; done twice, nothing happens.

A tombstone (ids and times, signed) lies with the stored files, outside the database: when an older backup is restored,
`reapply_erasures` erases again whom it has brought back.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions.erasing import forget_customers, named_by
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.privacy.actions.elsewhere import forget_elsewhere
from alongside.domain.privacy.actions.redacting import redact_elsewhere, redact_own
from alongside.domain.privacy.actions.tombstones import bury, is_of, tombstones
from alongside.domain.privacy.events import CUSTOMER_ERASED, ERASURE_BEGUN
from alongside.domain.privacy.hooks import ERASE, OPEN_MATTERS, TELL_LAST, Erased, Erasing
from alongside.domain.privacy.models import Erasure, LegalHold, PersonalCopy
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS
from alongside.domain.privacy.queries import certificate_facts, same_person
from alongside.domain.privacy.rules.certificate import checksum_of
from alongside.domain.privacy.rules.redacting import PersonalValues, Redactor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer, is_in_hand
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused

JOB, QUEUE = "alongside.domain.privacy.jobs.erase", "long"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@transaction.atomic
def begin_erasure(
    customer: Customer,
    *,
    ground: str,
    by: Actor,
    now: datetime,
    words: str = Erasure.Words.MATCHED,
    case_id: int | None = None,
    in_background: bool = True,
) -> Erasure:
    """Decide that a customer is erased; the worker does it. There is no way back. Begun twice it is one.

    Refused under legal hold, and while something is still being done for them, `case_id` (the request) apart.
    """
    customer.require_at_their_nodes(HANDLE_PRIVACY_REQUESTS, by)
    if ground not in Erasure.Ground.values:
        raise Refused(_("Say on what ground."), field="ground")
    if words not in Erasure.Words.values:
        raise Refused(_("This choice does not exist."), field="words")
    customer = Customer.objects.select_for_update(of=("self",)).select_related("node").get(pk=customer.pk)
    begun = Erasure.objects.filter(customer=customer).first()
    if begun is not None:
        return begun
    _check(same_person(customer), case_id)
    erasure = Erasure.objects.create(
        reference=_new_reference(),
        customer=customer,
        node=customer.node,
        ground=ground,
        words=words,
        case_id=case_id,
        begun_by_id=by.id if by.kind == "staff" else None,
        begun_at=now,
    )
    facts = {"erasure": erasure.pk, "ground": ground, "case": case_id}
    journal.record(ERASURE_BEGUN, about=customer, by=by, at=now, facts=facts, node_path=customer.node.path)
    TELL_LAST.ask(customer.pk, f"{settings.PUBLIC_URL.rstrip('/')}/portal/certificates/{erasure.key}/", now)
    if in_background:
        _defer(erasure)
    return erasure


def carry_out_erasure(erasure_id: int, *, now: datetime) -> Erasure | None:
    """Erase; nothing when it was done. A hold that was placed meanwhile stops it until it is lifted."""
    erasure = Erasure.objects.select_related("customer__node").filter(pk=erasure_id).first()
    if erasure is None:
        return None
    if erasure.state == Erasure.State.BEGUN:
        ids = same_person(erasure.customer)
        if LegalHold.objects.reaching(ids).exists():
            return erasure
        redactor = _redactor(ids)
        beside = Erased()
        beside.add(forget_elsewhere(redactor, now=now))
        beside.add(redact_elsewhere(redactor, ids, erasure.customer))
        bury(erasure)
        erasure = _erase(erasure, redactor, beside, now=now)
    _delete_bytes(erasure)
    return erasure


def carry_on_erasures(*, now: datetime) -> int:
    """Give those that were begun and that nobody is at a new job; how many."""
    left = Erasure.objects.filter(state=Erasure.State.BEGUN) | Erasure.objects.exclude(paths=[])
    waiting = [one for one in left.order_by("pk")[:100] if not is_in_hand(JOB, erasure_id=one.pk)]
    for one in waiting:
        _defer(one)
    return len(waiting)


def reapply_erasures(*, now: datetime) -> int:
    """After an older backup was restored: erase again whom it has brought back; how many."""
    found = 0
    for tombstone in tombstones():
        customer = Customer.objects.select_related("node").filter(pk=tombstone["customer"]).first()
        if customer is None or not is_of(tombstone, customer):
            continue  # another database's customer, or one that is not there at all
        erasure, is_new = Erasure.objects.get_or_create(
            customer=customer,
            defaults={
                "key": tombstone["key"],
                "reference": tombstone["reference"],
                "node": customer.node,
                "ground": tombstone["ground"],
                "words": tombstone["words"],
                "case_id": tombstone["case"],
                "begun_at": now,
            },
        )
        if is_new or erasure.state == Erasure.State.BEGUN:
            LegalHold.objects.reaching(same_person(customer)).update(lifted_at=now)
            carry_out_erasure(erasure.pk, now=now)
            found += 1
    return found


# --- the one transaction ------------------------------------------------------------------------------------


@transaction.atomic
def _erase(erasure: Erasure, redactor: Redactor, beside: Erased, *, now: datetime) -> Erasure:
    """Everything of their own. The hooks lock the cases first, as whoever writes does, then the record is locked:
    from then on nothing new can be about them; what came between is reached by asking the hooks again."""
    erasure = (
        Erasure.objects.select_for_update(of=("self",)).select_related("customer__node").get(pk=erasure.pk)
    )
    if erasure.state == Erasure.State.DONE:
        return erasure
    ids = same_person(erasure.customer)
    redactor = _redactor(ids)  # a number may have been added since
    with connection.cursor() as cursor:  # rows that are only ever added let their words be blacked out
        cursor.execute("SET LOCAL alongside.erasing = 'on'")
    done = Erased()
    done.add(beside)
    erasing = Erasing(customer_ids=ids, redact=redactor, now=now)
    for one in ERASE.ask(erasing):
        done.add(one)
    list(Customer.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    for one in ERASE.ask(erasing):
        done.add(one)
    done.add(redact_own(erasing, whole=erasure.words == Erasure.Words.WHOLE))
    done.add(_forget_files(ids))
    done.deleted["copies"] = PersonalCopy.objects.filter(customer__in=ids).delete()[0]
    deleted, kept = forget_customers(ids, reference=erasure.reference, now=now)
    done.add(Erased(deleted, {**kept, "journal": 1}))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL alongside.erasing = 'off'")
    erasure.state, erasure.done_at = Erasure.State.DONE, now
    erasure.deleted = {code: count for code, count in sorted(done.deleted.items()) if count}
    erasure.kept = {code: count for code, count in sorted(done.kept.items()) if count}
    erasure.paths = done.paths
    erasure.checksum = checksum_of(certificate_facts(erasure))
    erasure.save()
    facts = {"erasure": erasure.pk, "case": erasure.case_id}
    node_path = erasure.customer.node.path
    journal.record(
        CUSTOMER_ERASED, about=erasure.customer, by=SYSTEM, at=now, facts=facts, node_path=node_path
    )
    return erasure


def _forget_files(ids: list[int]) -> Erased:
    """Files kept with the customer themself."""
    files = StoredFile.objects.filter(about_kind="customer", about_id__in=ids)
    paths = [path for row in files.values_list("path", "thumbnail_path") for path in row if path]
    return Erased({"files": files.delete()[0]}, paths=paths)


def _delete_bytes(erasure: Erasure) -> None:
    """The stored bytes, then the list of them: whoever is killed between the two deletes once more, which is nothing."""
    if erasure.paths:
        for path in erasure.paths:
            default_storage.delete(path)
        Erasure.objects.filter(pk=erasure.pk).update(paths=[])
        erasure.paths = []


# --- parts --------------------------------------------------------------------------------------------------


def _check(ids: list[int], case_id: int | None) -> None:
    holds = list(LegalHold.objects.reaching(ids).values_list("matter", flat=True)[:3])
    if holds:
        raise Refused(
            _("Their data is under legal hold (%(matters)s). It can be erased when the hold is lifted.")
            % {"matters": ", ".join(holds)},
            facts={"held": True},
        )
    open_matters = [number for some in OPEN_MATTERS.ask(ids) for number in some]
    if case_id is not None:
        own = {number for number in open_matters if number.startswith(f"{case_id}:")}
        open_matters = [number for number in open_matters if number not in own]
    if open_matters:
        raise Refused(
            _(
                "Something is still being done for them: %(numbers)s. End it first, then nobody is left waiting."
            )
            % {"numbers": ", ".join(one.partition(":")[2] for one in open_matters[:5])},
            facts={"open": len(open_matters)},
        )


def _redactor(ids: list[int]) -> Redactor:
    named = named_by(ids)
    others = Customer.objects.filter(name__in=named.names).exclude(pk__in=ids)
    values = PersonalValues(names=named.names, phones=named.phones, others=named.others)
    return Redactor(values, name_is_theirs_alone=not others.exists())


def _new_reference() -> str:
    """Eight letters and digits that are easily read out, and drawn: nothing can be computed from them."""
    return "".join(secrets.choice(LETTERS) for _place in range(8))


def _defer(erasure: Erasure) -> None:
    defer(JOB, queue=QUEUE, queueing_lock=f"erase:{erasure.pk}", erasure_id=erasure.pk)


def values_of(customer: Customer) -> PersonalValues:
    """Everything by which they are named now, merged records with them; for tests and the curious."""
    named = named_by(same_person(customer))
    return PersonalValues(named.names, named.phones, named.others)


__all__ = [
    "ContactPoint",
    "begin_erasure",
    "carry_on_erasures",
    "carry_out_erasure",
    "reapply_erasures",
    "values_of",
]
