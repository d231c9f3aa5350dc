"""Signing in to the portal with a one-time code (INF-6). Never tells who is known to us."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.reaching import verify_contact_point
from alongside.domain.customers.hooks import SEND_CODE
from alongside.domain.customers.models import ContactPoint, Customer, CustomerActor, SignInCode
from alongside.kernel import journal
from alongside.kernel.blind_indexes import blind_index, is_index_of
from alongside.kernel.refusals import Refused

CODES_AN_HOUR = 5
CODES_AN_HOUR_FROM = 30  # from one network address; many owners may share that of their estate
CODE_LIVES = timedelta(minutes=10)
TRIES = 5
CODES_KEPT = timedelta(days=1)


@transaction.atomic
def send_sign_in_code(contact: str, *, now: datetime, address: str = "") -> None:
    """Send six digits to a phone or email that we know. For one that we don't know, all looks the same.

    Refused when it is no contact at all, from the sixth code within an hour for the contact, and from the
    thirty-first from the network `address` that asks ("" is not counted). Of the address only a blind index is kept.
    """
    contact_hash = _hash_of(contact)
    asked_from = blind_index(address, purpose="network_address") if address else ""
    _one_at_a_time(contact_hash, *([asked_from] if asked_from else []))
    lately = SignInCode.objects.filter(sent_at__gt=now - timedelta(hours=1))
    if lately.filter(contact_hash=contact_hash).count() >= CODES_AN_HOUR:
        raise Refused(
            _("Too many codes were asked for. Try again in an hour, or call us; we are glad to help."),
            field="contact",
        )
    if asked_from and lately.filter(asked_from=asked_from).count() >= CODES_AN_HOUR_FROM:
        raise Refused(
            _(
                "From this network too many codes were asked for. Try again in an hour, or over another network, "
                "such as your phone's own."
            ),
            field="contact",
        )
    code = f"{secrets.randbelow(10**6):06d}"
    expires_at = now + CODE_LIVES
    SignInCode.objects.create(
        contact_hash=contact_hash,
        asked_from=asked_from,
        code_hash=str(_code_hash(contact_hash, code)),
        sent_at=now,
        expires_at=expires_at,
    )
    point = _known_point(contact_hash)
    if point is not None:
        SEND_CODE.ask(point.pk, code, now, expires_at)


def use_sign_in_code(contact: str, code: str, *, now: datetime) -> Customer:
    """The customer whose contact it is. Refused, in always the same words, for a code that isn't the latest,
    is used, over ten minutes old, or wrong for the fifth time.

    Not one transaction: a wrong try must be counted although it is refused.
    """
    try:
        contact_hash = _hash_of(contact)
    except Refused:
        raise _wrong() from None
    with transaction.atomic():
        customer = _customer_with_right_code(contact_hash, "".join(code.split()), now)
    if customer is None:
        raise _wrong()
    return customer


@transaction.atomic
def forget_old_codes(*, now: datetime) -> int:
    """Delete the codes that no longer count, not even for the limit of an hour; how many."""
    return SignInCode.objects.filter(sent_at__lt=now - CODES_KEPT).delete()[0]


def point_of(customer: Customer, contact: str) -> ContactPoint | None:
    """The customer's own contact point of that phone or address."""
    try:
        return customer.contact_points.filter(value_hash=_hash_of(contact)).order_by("id").first()
    except Refused:
        return None


def _customer_with_right_code(contact_hash: str, code: str, now: datetime) -> Customer | None:
    latest = (
        SignInCode.objects.select_for_update()
        .filter(contact_hash=contact_hash)
        .order_by("-sent_at", "-id")
        .first()
    )
    if latest is None or latest.used_at or latest.expires_at <= now or latest.tries >= TRIES:
        return None
    latest.tries += 1
    point = None
    if is_index_of(latest.code_hash, _code_hash(latest.contact_hash, code)):
        latest.used_at, point = now, _known_point(contact_hash)
    latest.save(update_fields=["tries", "used_at"])
    if point is None:
        return None
    customer = point.customer
    by = CustomerActor(customer)
    verify_contact_point(point, by=by, now=now)
    journal.record(events.SIGNED_IN, about=customer, by=by, at=now)
    return customer


def _hash_of(contact: str) -> str:
    kind = rules.kind_of_contact(contact)
    try:
        return rules.contact_hash(kind, rules.normalised_contact(kind, contact))
    except Refused as refusal:
        raise Refused(refusal.words, field="contact") from None


def _known_point(contact_hash: str) -> ContactPoint | None:
    """Where several customers share it, the one who proved it is theirs, then the one known longest."""
    points = ContactPoint.objects.filter(
        value_hash=contact_hash, kind__in=("phone", "email"), customer__merged_into__isnull=True
    )
    return points.select_related("customer").order_by("verified_at", "customer_id").first()


def _code_hash(contact_hash: str, code: str) -> str:
    return blind_index(f"{contact_hash}:{code}", purpose="sign_in_code")


def _one_at_a_time(*hashes: str) -> None:
    """Two requests for one contact, or from one address, follow each other, so that the limits hold."""
    with connection.cursor() as cursor:
        for one in hashes:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sign_in:{one}"])


def _wrong() -> Refused:
    return Refused(_("This code is not right or no longer valid. Ask for a new one."), field="code")
