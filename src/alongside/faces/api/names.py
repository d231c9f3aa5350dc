"""By which name the API knows a thing: what webhooks put into `about.id`, for those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.assistance.models import HotIssue
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Unit
from alongside.domain.journeys.models import Journey
from alongside.domain.knowledge.models import Article
from alongside.domain.listings.models import Listing
from alongside.domain.organisation.hooks import name_for_viewer
from alongside.domain.promises.models import Promise
from alongside.kernel.actor import Actor
from alongside.kernel.models import JournalEntry

# kind of thing -> the rows that a viewer sees, and the field that names one
NAMES: dict[str, tuple[Callable[[Actor], Any], str]] = {
    "case": (lambda viewer: Case.objects.visible_to(viewer), "number"),
    "customer": (lambda viewer: Customer.objects.visible_to(viewer), "pk"),
    "unit": (lambda viewer: Unit.objects.visible_to(viewer), "pk"),
    "listing": (lambda viewer: Listing.objects.visible_to(viewer), "pk"),
    "journey": (lambda viewer: Journey.objects.visible_to(viewer), "pk"),
    "hotissue": (lambda viewer: HotIssue.objects.visible_to(viewer), "pk"),
    "promise": (lambda viewer: Promise.objects.visible_to(viewer), "pk"),
    "bulletin": (lambda viewer: Bulletin.objects.visible_to(viewer), "pk"),
    "article": (lambda viewer: Article.objects.visible_to(viewer), "pk"),
    "batch": (lambda viewer: Batch.objects.visible_to(viewer), "pk"),
    "invitation": (lambda viewer: Invitation.objects.visible_to(viewer), "pk"),
    "estate": (lambda viewer: Estate.objects.visible_to(viewer), "pk"),
}


@name_for_viewer.fill
def name_in_the_api(entry: JournalEntry, viewer: Actor) -> str | None:
    """The number of a case, the id of anything else; None for what this viewer may not see."""
    if entry.about_kind not in NAMES:
        return None
    rows, field = NAMES[entry.about_kind]
    name = rows(viewer).filter(pk=entry.about_id).values_list(field, flat=True).first()
    return None if name is None else str(name)
