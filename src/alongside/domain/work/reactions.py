"""Facts of the organisation that somebody must hear of."""

from __future__ import annotations

from alongside.domain.organisation.events import (
    CLEARANCE_ENDS,
    HANDED_OVER,
    HANDOVER_OFFERED,
    INCIDENT_DUE,
    INCIDENT_REGISTERED,
    REVIEW_OPENED,
    REVIEW_WAITS,
    SECOND_FACTOR_RESET,
    WEBHOOK_DISABLED,
)
from alongside.domain.organisation.models import (
    AccessReview,
    Appointment,
    Incident,
    Leaving,
    Node,
    SecondFactorReset,
    StaffMember,
    Webhook,
)
from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM
from alongside.domain.organisation.queries import heir, staff_holding
from alongside.domain.work.actions import notice_for, notify, notify_many
from alongside.domain.work.actions.announcing import tell_of_announcement
from alongside.domain.work.actions.handing_over import TASKS
from alongside.domain.work.events import (
    ANNOUNCEMENT_PUBLISHED,
    TASK_ACCEPTED,
    TASK_ASKED,
    TASK_ASKED_AGAIN,
    TASK_FINISHED,
    TASK_NOTED,
    TASK_RETURNED,
    TASK_WITHDRAWN,
)
from alongside.domain.work.models import Announcement, Task
from alongside.domain.work.queries import asked_people
from alongside.domain.work.queries.announcing import audience_of
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


@on(HANDOVER_OFFERED)
def tell_of_handover(entry: JournalEntry) -> None:
    """ORG-6: the receiver hears that somebody's work waits for their answer."""
    leaving = Leaving.objects.select_related("staff").filter(pk=entry.facts["leaving"]).first()
    receiver = StaffMember.objects.filter(pk=entry.facts["to"]).first()
    if leaving and receiver:
        notify(
            receiver,
            entry.kind,
            about=leaving,
            label=leaving.staff.name,
            now=entry.at,
            once_key=f"{entry.kind}:{entry.pk}",
        )


@on(HANDED_OVER)
def tell_of_what_was_passed_on(entry: JournalEntry) -> None:
    """Who manages the staff hears that something was left behind, though nothing should have been."""
    if entry.facts.get("found"):
        notify_many(
            notice_for(
                one, entry.kind, now=entry.at, is_urgent=True, once_key=f"{entry.kind}:{entry.pk}:{one.pk}"
            )
            for one in staff_holding(MANAGE_STAFF, node=None, now=entry.at)
        )


@on(INCIDENT_REGISTERED, INCIDENT_DUE, REVIEW_OPENED, REVIEW_WAITS)
def tell_who_watches(entry: JournalEntry) -> None:
    """INF-9: who manages the accounts there, and for a review the place's own manager, hear of it."""
    node = Node.objects.filter(pk=entry.node_id).select_related("manager").first()
    people = {one.pk: one for one in staff_holding(MANAGE_STAFF, node=node, now=entry.at)}
    is_review = entry.about_kind == "accessreview"
    if is_review and node and node.manager and node.manager.is_active:
        people[node.manager.pk] = node.manager
    about = (AccessReview if is_review else Incident).objects.filter(pk=entry.about_id).first()
    notify_many(
        notice_for(
            one, entry.kind, about=about, label=node.name if node else "", now=entry.at, is_urgent=not is_review,
            once_key=f"{entry.kind}:{entry.pk}:{one.pk}",
        )
        for one in people.values()
    )  # fmt: skip


@on(CLEARANCE_ENDS)
def tell_of_clearance_that_ends(entry: JournalEntry) -> None:
    """ORG-8: the person, and who leads them where they work."""
    staff = StaffMember.objects.filter(pk=entry.about_id, is_active=True).first()
    if staff is None:
        return
    places = Node.objects.filter(
        pk__in=Appointment.objects.active(entry.at).filter(staff=staff).values("node")
    )
    leads = {one.pk: one for place in places if (one := heir(place, instead_of=staff, now=entry.at))}
    notify_many(
        notice_for(
            one, entry.kind, about=staff, label="" if one == staff else staff.name, facts=entry.facts, now=entry.at,
            is_urgent=entry.facts["days"] <= 1, once_key=f"{entry.kind}:{entry.pk}:{one.pk}",
        )
        for one in [staff, *leads.values()]
    )  # fmt: skip


@on(TASK_ASKED, TASK_ASKED_AGAIN)
def tell_of_asked_task(entry: JournalEntry) -> None:
    """ORG-10: who is asked by name, else everybody of the department. Of a case its own story tells."""
    task = _task(entry)
    if task is None or (task.about_kind == "case" and entry.kind == TASK_ASKED.kind):
        return
    _tell_of_task(entry, task, asked_people(task, now=entry.at))


@on(TASK_ACCEPTED, TASK_RETURNED, TASK_FINISHED)
def tell_of_answered_task(entry: JournalEntry) -> None:
    """Who asked. Of a case its own story tells."""
    task = _task(entry)
    if task is not None and task.about_kind != "case":
        _tell_of_task(entry, task, [task.asked_by])


@on(TASK_NOTED, TASK_WITHDRAWN)
def tell_of_news_of_a_task(entry: JournalEntry) -> None:
    """The others than who wrote it: who asked, and who has it."""
    task = _task(entry)
    if task is not None:
        _tell_of_task(entry, task, [task.asked_by, *asked_people(task, now=entry.at)])


@on(ANNOUNCEMENT_PUBLISHED)
def tell_of_published_announcement(entry: JournalEntry) -> None:
    """ORG-10: everybody whom it is meant for sees it in the desk by itself."""
    one = Announcement.objects.select_related("node").filter(pk=entry.about_id, state="published").first()
    if one is not None:
        people = audience_of(one.node, one.roles, now=entry.at)
        tell_of_announcement(
            one, people, ANNOUNCEMENT_PUBLISHED, now=entry.at, key=str(entry.pk), is_urgent=one.is_must_read
        )


def _task(entry: JournalEntry) -> Task | None:
    return Task.objects.select_related("asked_by", "assignee", "department").filter(pk=entry.about_id).first()


def _tell_of_task(entry: JournalEntry, task: Task, people: list[StaffMember]) -> None:
    others = {one.pk: one for one in people if not (entry.by_kind == "staff" and one.pk == entry.by_id)}
    notify_many(
        notice_for(
            one, entry.kind, about=task, label=task.title, now=entry.at, once_key=f"{entry.kind}:{entry.pk}"
        )
        for one in others.values()
    )


__all__ = ["TASKS"]
