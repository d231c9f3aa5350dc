"""What a customer does about themself in the portal: sign-ins on their devices, and how they are reached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions.consenting import NEWS_CHANNELS, allow_channel, refuse_channel
from alongside.domain.customers.events import OWN_DETAILS_CHANGED
from alongside.domain.customers.models import Customer, PortalSession
from alongside.domain.customers.permissions import CHANGE_OWN_DETAILS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

STAYS_SIGNED_IN = timedelta(days=30)
NOTED_AT_MOST_EVERY = timedelta(hours=1)
DEVICE_CHARACTERS = 200
CHANNELS = ("", "phone", "email", "wechat", "sms")


@transaction.atomic
def start_portal_session(customer: Customer, *, device: str, by: Actor, now: datetime) -> PortalSession:
    """After the code was right: this device is signed in for thirty days."""
    by.require(CHANGE_OWN_DETAILS, on=customer)
    return PortalSession.objects.create(
        customer=customer,
        device=device.replace("\x00", "")[:DEVICE_CHARACTERS],
        started_at=now,
        used_at=now,
        expires_at=now + STAYS_SIGNED_IN,
    )


def note_portal_use(session: PortalSession, *, now: datetime) -> None:
    """Remember that the device was used, at most once an hour."""
    if now - session.used_at >= NOTED_AT_MOST_EVERY:
        PortalSession.objects.filter(pk=session.pk).update(used_at=now)


@transaction.atomic
def end_portal_session(session: PortalSession, *, by: Actor, now: datetime) -> None:
    """Sign a device out, from wherever; twice does no harm."""
    by.require(CHANGE_OWN_DETAILS, on=session)
    PortalSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=now)


@transaction.atomic
def change_own_language(customer: Customer, *, language: str, by: Actor, now: datetime) -> Customer:
    """The language of the portal and of our mails to them."""
    by.require(CHANGE_OWN_DETAILS, on=customer)
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages."), field="language")
    return _change(customer, by=by, now=now, language=language)


@transaction.atomic
def change_contact_preferences(
    customer: Customer,
    *,
    preferred_channel: str,
    contact_from: time | None,
    contact_until: time | None,
    is_do_not_disturb: bool,
    by: Actor,
    now: datetime,
    no_news_over: Collection[str] | None = None,
) -> Customer:
    """How and when the customer wants to be reached (CUS-1). Both hours, or none.

    `no_news_over`: the channels over which nothing comes that rests on consent (CUS-7); None leaves them as they are.
    """
    by.require(CHANGE_OWN_DETAILS, on=customer)
    if preferred_channel not in CHANNELS:
        raise Refused(_("Choose one of the ways to reach you."), field="preferred_channel")
    if (contact_from is None) != (contact_until is None):
        raise Refused(_("Say from when and until when, or leave both empty."), field="contact_until")
    if contact_from and contact_until and contact_from >= contact_until:
        raise Refused(_("The hour until which comes after the hour from which."), field="contact_until")
    if no_news_over is not None:
        for channel in NEWS_CHANNELS:
            if channel in no_news_over:
                refuse_channel(customer, channel=channel, by=by, now=now)
            else:
                allow_channel(customer, channel=channel, by=by, now=now)
    return _change(
        customer,
        by=by,
        now=now,
        preferred_channel=preferred_channel,
        contact_from=contact_from,
        contact_until=contact_until,
        is_do_not_disturb=is_do_not_disturb,
    )


def _change(customer: Customer, *, by: Actor, now: datetime, **fields: object) -> Customer:
    fresh = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    changed = sorted(name for name, value in fields.items() if getattr(fresh, name) != value)
    if not changed:
        return fresh
    for name in changed:
        setattr(fresh, name, fields[name])
    fresh.version += 1
    fresh.save(update_fields=[*changed, "version"])
    journal.record(OWN_DETAILS_CHANGED, about=fresh, by=by, at=now, facts={"fields": changed})
    return fresh
