"""What the page of a home says of appointments, asked within the query of that page (JRN-7)."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from alongside.domain.appointments.models import Invitation
from alongside.kernel.actor import Actor

MOST = 4


def invited_with_home(viewer: Actor) -> ArraySubquery:
    """For a query of homes: the last invitations with each, the latest first; `at` is when they come, if they have
    booked."""
    theirs = Invitation.objects.visible_to(viewer).filter(unit=OuterRef("pk")).exclude(state="withdrawn")
    return ArraySubquery(
        theirs.order_by("-pk")[:MOST].values(
            said=JSONObject(
                pk="pk", state="state", batch="batch", name=F("batch__name"), batch_state=F("batch__state"),
                at=F("seat__slot__from_at"), customer="customer", who=F("customer__name"),
            )
        )
    )  # fmt: skip
