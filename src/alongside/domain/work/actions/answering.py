"""Places that nobody answers for, and questions that nobody could answer, are told to who stands above (ORG-4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.organisation.events import NODE_WITHOUT_MANAGER
from alongside.domain.organisation.queries import heir, places_without_manager
from alongside.domain.work import events
from alongside.domain.work.actions.notices import notice_for, notify_many
from alongside.domain.work.models import Approval, Notice
from alongside.domain.work.queries import who_decides

MOST = 500


@transaction.atomic
def tell_of_what_nobody_answers(*, now: datetime) -> int:
    """Each fault once a week to the nearest named person above; how many notices were due. May run any number of times."""
    week = f"{now:%G%V}"
    notices: list[Notice] = []
    for node in places_without_manager()[:MOST]:
        person = heir(node, instead_of=None, now=now)
        if person is not None:
            notices.append(
                notice_for(
                    person, NODE_WITHOUT_MANAGER.kind, about=node, label=node.name, now=now,
                    once_key=f"without_manager:{node.pk}:{week}",
                )
            )  # fmt: skip
    waiting = Approval.objects.filter(state="asked").select_related("node", "asked_by").order_by("pk")
    for approval in waiting[:MOST]:
        if any(one.is_for_nobody for one in who_decides(approval, now=now)):
            person = heir(approval.node, instead_of=approval.asked_by, now=now)
            if person is not None:
                notices.append(
                    notice_for(
                        person, events.APPROVAL_FOR_NOBODY.kind, about=approval.node, label=approval.node.name, now=now,
                        is_urgent=True, once_key=f"for_nobody:{approval.pk}:{week}",
                    )
                )  # fmt: skip
    notify_many(notices)
    return len(notices)
