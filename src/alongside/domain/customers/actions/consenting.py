"""Consent: given for a purpose in the words of one version, withdrawn with effect at once (CUS-7, INF-4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.events import (
    CHANNEL_ALLOWED,
    CHANNEL_REFUSED,
    CONSENT_GIVEN,
    CONSENT_WITHDRAWN,
)
from alongside.domain.customers.models import ChannelRefusal, Consent, Customer, Purpose, PurposeText
from alongside.domain.customers.permissions import CHANGE_OWN_DETAILS, RECORD_CONSENT
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

EVIDENCE_CHARACTERS = 300
NEWS_CHANNELS = ("sms", "wechat", "email", "phone")  # over which news can be refused


@transaction.atomic
def give_consent(
    customer: Customer,
    *,
    purpose: Purpose,
    by: Actor,
    now: datetime,
    channel: str = Consent.Channel.PORTAL,
    evidence: str = "",
    version: str = "",
) -> Consent:
    """The customer agrees to the purpose as its latest text says it; `version` is the one they were shown.

    Whoever writes it down for them says how we know (`evidence`). Given twice it is one consent. Refused for a
    purpose that asks nobody, and when the text has changed since it was shown.
    """
    _require(by, customer)
    if not purpose.needs_consent or not purpose.is_active:
        raise Refused(_("This purpose rests on something else than consent; there is nothing to agree to."))
    channel = _over(channel, by)
    evidence = evidence.strip()
    if by.kind != "customer" and not evidence:
        raise Refused(
            _("Say how we know: the number of the recording, where the paper lies."), field="evidence"
        )
    if len(evidence) > EVIDENCE_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": EVIDENCE_CHARACTERS}, field="evidence")
    text = latest_text(purpose)
    if version and version != text.version:
        raise Refused(_("The text has changed since it was shown to you. Please read it again."))
    _lock(customer)
    standing = Consent.objects.filter(customer=customer, purpose=purpose).standing().first()
    if standing is not None and standing.text_id == text.pk:
        return standing
    if standing is not None:  # the older words are replaced by the newer ones
        _end(standing, channel=channel, by=by, now=now)
    consent = Consent.objects.create(
        customer=customer,
        purpose=purpose,
        text=text,
        given_at=now,
        given_over=channel,
        given_by_kind=by.kind,
        given_by_id=by.id,
        evidence=evidence,
    )
    facts = {"purpose": purpose.code, "version": text.version, "channel": channel, "consent": consent.pk}
    journal.record(CONSENT_GIVEN, about=customer, by=by, at=now, facts=facts)
    return consent


@transaction.atomic
def withdraw_consent(
    customer: Customer,
    *,
    purpose: Purpose,
    by: Actor,
    now: datetime,
    channel: str = Consent.Channel.PORTAL,
) -> None:
    """From the end of this transaction nothing more goes out for this purpose, whatever was written before.

    A mail that is being handed to the mail server at this moment is waited for. Any number of times.
    """
    _require(by, customer)
    channel = _over(channel, by)
    standing = (
        Consent.objects.filter(customer=customer, purpose=purpose).standing().select_for_update().first()
    )
    if standing is None:
        return
    _end(standing, channel=channel, by=by, now=now)
    kept_back = Consent.objects.filter(customer__in=_merged_into(customer), purpose=purpose)
    for other in kept_back.standing():  # they said it for all that is known of them
        _end(other, channel=channel, by=by, now=now)
    facts = {"purpose": purpose.code, "channel": channel, "consent": standing.pk}
    journal.record(CONSENT_WITHDRAWN, about=customer, by=by, at=now, facts=facts)


def withdraw_all_consent(customer: Customer, *, by: Actor, now: datetime, channel: str) -> int:
    """Whatever they agreed to; how many purposes."""
    standing = Consent.objects.filter(customer=customer).standing().select_related("purpose")
    purposes = [one.purpose for one in standing]
    for purpose in purposes:
        withdraw_consent(customer, purpose=purpose, by=by, now=now, channel=channel)
    return len(purposes)


@transaction.atomic
def refuse_channel(
    customer: Customer,
    *,
    channel: str,
    by: Actor,
    now: datetime,
    over: str = Consent.Channel.PORTAL,
) -> None:
    """The customer wants no more news over this channel: from the end of this transaction nothing that rests on
    consent goes out over it. What is just being handed over is waited for. Any number of times. `over`: where they
    said it; a customer who says so themself may name it (an SMS that says 退订)."""
    _require(by, customer)
    if channel not in NEWS_CHANNELS or over not in Consent.Channel.values:
        raise Refused(_("This choice does not exist."), field="channel")
    _lock(customer)
    list(Consent.objects.filter(customer=customer).standing().select_for_update(of=("self",)))
    if ChannelRefusal.objects.filter(customer=customer, channel=channel, ended_at__isnull=True).exists():
        return
    ChannelRefusal.objects.create(
        customer=customer,
        channel=channel,
        refused_at=now,
        refused_over=over,
        refused_by_kind=by.kind,
        refused_by_id=by.id,
    )
    journal.record(CHANNEL_REFUSED, about=customer, by=by, at=now, facts={"channel": channel, "over": over})


@transaction.atomic
def allow_channel(
    customer: Customer,
    *,
    channel: str,
    by: Actor,
    now: datetime,
    over: str = Consent.Channel.PORTAL,
    evidence: str = "",
) -> None:
    """News over this channel again, for what they agreed to, because they wish so. Any number of times. Of staff is
    asked over what the customer said it, and how we know."""
    _require(by, customer)
    over, evidence = _over(over, by), evidence.strip()
    if by.kind != "customer" and (over == Consent.Channel.PORTAL or not evidence):
        raise Refused(_("Only the customer's own wish ends it. Say how we know of it."), field="evidence")
    _lock(customer)
    standing = ChannelRefusal.objects.filter(customer=customer, channel=channel, ended_at__isnull=True)
    one = standing.select_for_update().first()
    if one is None:
        return
    one.ended_at, one.ended_over, one.ended_evidence = now, over, evidence
    one.ended_by_kind, one.ended_by_id = by.kind, by.id
    one.save()
    facts = {"channel": channel, "over": over}
    journal.record(CHANNEL_ALLOWED, about=customer, by=by, at=now, facts=facts)


def latest_text(purpose: Purpose) -> PurposeText:
    return purpose.texts.order_by("-id")[0]


def _require(by: Actor, customer: Customer) -> None:
    if by.kind == "customer":
        by.require(CHANGE_OWN_DETAILS, on=customer)
    else:
        customer.require_at_their_nodes(RECORD_CONSENT, by)


def _over(channel: str, by: Actor) -> str:
    if by.kind == "customer":
        return str(Consent.Channel.PORTAL)
    if channel not in Consent.Channel.values or channel == Consent.Channel.MERGE:
        raise Refused(_("This choice does not exist."), field="channel")
    return channel


def _merged_into(customer: Customer) -> list[int]:
    """Records that live on in this one."""
    found: list[int] = []
    above = [customer.pk]
    while above:
        above = list(Customer.objects.filter(merged_into__in=above).values_list("pk", flat=True))
        found += above
    return found


def _lock(customer: Customer) -> None:
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)


def _end(consent: Consent, *, channel: str, by: Actor, now: datetime) -> None:
    consent.withdrawn_at, consent.withdrawn_over = now, channel
    consent.withdrawn_by_kind, consent.withdrawn_by_id = by.kind, by.id
    consent.save(update_fields=["withdrawn_at", "withdrawn_over", "withdrawn_by_kind", "withdrawn_by_id"])
