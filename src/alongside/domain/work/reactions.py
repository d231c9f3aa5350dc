"""Facts of the organisation that somebody must hear of."""

from __future__ import annotations

from alongside.domain.organisation.events import SECOND_FACTOR_RESET, WEBHOOK_DISABLED
from alongside.domain.organisation.models import SecondFactorReset, Webhook
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify, notify_many
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(WEBHOOK_DISABLED)
def tell_of_disabled_webhook(entry: JournalEntry) -> None:
    """Who manages the system there hears that a client is told nothing any more."""
    webhook = Webhook.objects.select_related("client__node").filter(pk=entry.about_id).first()
    if webhook is None:
        return
    notify_many(
        notice_for(
            staff,
            entry.kind,
            about=webhook,
            label=webhook.client.name,
            now=entry.at,
            once_key=f"{entry.kind}:{entry.pk}",
        )
        for staff in staff_holding(MANAGE_SYSTEM, node=webhook.client.node, now=entry.at)
    )


@on(SECOND_FACTOR_RESET)
def tell_of_second_factor_reset(entry: JournalEntry) -> None:
    """INF-6: the person hears of it at the next sign-in, with the reason; a stranger's trick does not stay unseen."""
    reset = SecondFactorReset.objects.select_related("staff").filter(entry_id=entry.pk).first()
    if reset is not None:
        notify(
            reset.staff,
            entry.kind,
            about=reset.staff,
            label=reset.reason,
            now=entry.at,
            is_urgent=True,
            once_key=f"{entry.kind}:{entry.pk}",
        )
