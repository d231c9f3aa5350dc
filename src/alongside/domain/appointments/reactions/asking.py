"""What segments can ask of appointments (CUS-4)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments.models import Invitation
from alongside.domain.customers.hooks import FACTS, Counted
from alongside.kernel.actor import Actor


@FACTS.fill
def appointments_kept() -> tuple[Counted, ...]:
    """How often somebody came, and how often they did not."""
    return (
        Counted("appointments_attended", _("Appointments they came to"), "customer", _attended),
        Counted("appointments_missed", _("Appointments they missed"), "customer", _missed),
    )


def _attended(viewer: Actor, now: datetime) -> QuerySet:
    return Invitation.objects.visible_to(viewer).filter(state="attended")


def _missed(viewer: Actor, now: datetime) -> QuerySet:
    return Invitation.objects.visible_to(viewer).filter(state="no_show")
