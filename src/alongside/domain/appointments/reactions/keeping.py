"""What appointments hold of a customer: it follows them when records become one, is copied and erased (CUS-6, INF-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.appointments.actions.erasing import withdraw_erased
from alongside.domain.appointments.models import Invitation
from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.privacy.hooks import COPY, ERASE, WORDS, CopyPart, Erased, Erasing, Words


@BELONGINGS.fill
def their_invitations() -> tuple[Belonging, ...]:
    """Where both records were invited with the same home, the survivor's invitation goes on."""
    return (Belonging(Invitation, once_per=("batch_id", "home")),)


@WORDS.fill
def words_of_customers() -> tuple[Words, ...]:
    """What they said when they booked or declined: their own words."""

    def theirs(ids: Sequence[int]) -> Q:
        return Q(customer__in=ids)

    return (Words(Invitation, ("words",), about=theirs, theirs=theirs),)


@ERASE.fill
def withdraw_their_invitations(erasing: Erasing) -> Erased:
    """What was ahead of them is withdrawn and their place goes to who waits for it; that somebody came stays, without a name."""
    count = withdraw_erased(erasing.customer_ids, now=erasing.now)
    theirs = Invitation.objects.filter(customer__in=erasing.customer_ids)
    kept = theirs.filter(state__in=("attended", "no_show")).count()
    return Erased(kept={"attendances": kept} if kept else {}, deleted={"invitations": count} if count else {})


@COPY.fill
def copy_invitations(customer_id: int) -> tuple[CopyPart, ...]:
    """What they were invited to, what they answered, and whether they came."""
    theirs = (
        Invitation.objects.filter(customer_id=customer_id)
        .exclude(state="planned")
        .select_related("batch", "unit", "seat__slot")
        .order_by("pk")
    )
    rows = [
        (
            one.batch.name,
            str(one.unit or ""),
            one.slot.from_at if one.slot else None,
            one.get_state_display(),
            one.words,
            one.invited_at,
        )
        for one in theirs
    ]
    columns = (
        _("What"),
        _("The home"),
        _("When"),
        pgettext("to an invitation", "Answer"),
        _("What I said"),
        _("Invited at"),
    )
    return (CopyPart("appointments", _("My appointments"), columns, rows),)
