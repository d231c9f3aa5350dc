"""What stands between a home, its owner and the company."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import Cast
from tests.doors.furniture.pictures import a_picture
from tests.doors.marks import MARKS

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.actions.inviting import invite_customer
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.domain.bulletins.samples import a_notice_of_change, published
from alongside.domain.cases.actions.drafting import add_draft_files, start_draft
from alongside.domain.customers.actions import (
    authorise_agent,
)
from alongside.domain.customers.actions.portal import start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.journeys.actions.templates import (
    choose_template,
    copy_template,
    draft_version,
    publish_version,
)
from alongside.domain.journeys.models import JourneyTemplate
from alongside.domain.journeys.samples import a_journey
from alongside.domain.listings.actions import add_photos, change_listing
from alongside.domain.listings.models import ListingPair
from alongside.domain.listings.samples import a_listing
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about


def an_authority(customer: Customer, agent: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    """The papers of somebody who acts for the customer."""
    authority = authorise_agent(
        agent, unit=unit, principal=customer, scopes=["handover"], from_on=now.date(), valid_until=now.date(),
        files=[a_picture("authority.jpg")], by=SYSTEM, now=now,
    )  # fmt: skip
    return {"authority": authority, "paper": files_about(authority).first()}


def portal_things(cast: Cast, customer: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    actor = CustomerActor(customer)
    draft = start_draft(customer, by=actor, now=now, kind="repair", unit=unit)
    picture = add_draft_files(draft, files=[a_picture(f"{MARKS['file']}.jpg")], by=actor, now=now)
    session = start_portal_session(customer, device="elsewhere", by=actor, now=now)
    return {"draft": draft, "draft_file": picture[0], "portal_session": session}


def journey(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """The owner's way with the home, with something to be done."""
    begun = now - timedelta(hours=3)
    journey = a_journey(customer, unit, now=begun, keeper=cast.agent.staff, happened={"signed": begun})
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    ours = copy_template(
        shipped, name={"zh-hans": "城南旅程", "en": "South way"}, by=cast.director, now=begun
    )
    publish_version(ours.versions.get(), words="", by=cast.director, now=begun)
    return {
        "journey": journey,
        "step": journey.steps.get(code="first_contact"),
        "journey_template": ours,
        "journey_draft": draft_version(ours, by=cast.director, now=begun),
        "journey_round": choose_template(
            cast.city, template=shipped, apply=True, by=cast.director, now=begun
        ),
    }


def bulletin(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A notice of change that the owner was told of and has not acknowledged."""
    draft = a_notice_of_change(unit.estate, now=now, buildings=[unit.building])
    notice = published(draft, now=now)
    return {"bulletin": notice, "recipient": notice.recipients.get(customer=customer)}


def appointments(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A check of this one home, tomorrow; the owner has booked."""
    batch = a_batch(cast.estate, now=now, days=1, kind="anniversary_check", name=MARKS["appointment"])
    invitation = invite_customer(batch, customer=customer, unit=unit, by=SYSTEM, now=now)
    slot = first_slot(batch)
    book_slot(invitation, slot=slot, words=MARKS["appointment"], by=SYSTEM, now=now)
    batch.state = "open"
    batch.save(update_fields=["state"])
    return {"batch": batch, "slot": slot, "invitation": invitation}


def listings(cast: Cast, now: datetime) -> dict[str, Any]:
    """One that is public, with a picture, and another of the same flat."""
    by = cast.supervisor.staff
    listing, twin = (
        a_listing(
            node=cast.project, by=SYSTEM, now=now, collected_by=by, address=MARKS["door of the listing"],
            owner_name=MARKS["owner of the listing"], owner_phone="13700009911",
        )
        for _number in range(2)
    )  # fmt: skip
    why = MARKS["reason of the change of the listing"]
    listing = change_listing(listing, amount=Decimal(4_100_000), why=why, by=SYSTEM, now=now)
    [photo] = add_photos(listing, photos=[a_picture("room.jpg")], by=SYSTEM, now=now)
    return {"listing": listing, "listing_photo": photo, "listing_pair": ListingPair.objects.get(second=twin)}
