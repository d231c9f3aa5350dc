"""Whoever a note in a case names by @ hears of it, if they may see the case (CHN-1, ORG-3)."""

from __future__ import annotations

from alongside.domain.cases.events import NOTE_ADDED
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.routing import readers_of
from alongside.domain.cases.rules.notices import MENTIONED
from alongside.domain.conversations.models import Message
from alongside.domain.conversations.rules.mentions import mentioned_in
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(NOTE_ADDED)
def tell_who_is_named(entry: JournalEntry) -> None:
    """Who reads cases there, and who takes part from elsewhere; each is looked up as the page would."""
    note = Message.objects.filter(pk=entry.facts.get("message", 0)).first()
    case = Case.objects.select_related("node").filter(pk=entry.about_id).first()
    if note is None or case is None or "@" not in note.body.replace("＠", "@"):
        return
    readers = readers_of(case, now=entry.at).exclude(pk=note.staff_id or 0)
    named = mentioned_in(note.body, readers.values_list("pk", "name"))
    people = [one for one in readers.filter(pk__in=named) if _may_see(one, case, entry)]
    notify_many(
        notice_for(
            one, MENTIONED.kind, about=case, label=case.number, now=entry.at,
            once_key=f"named:{note.pk}:{one.pk}",
        )
        for one in people
    )  # fmt: skip


def _may_see(staff: StaffMember, case: Case, entry: JournalEntry) -> bool:
    return Case.objects.visible_to(actor_for(staff, now=entry.at)).filter(pk=case.pk).exists()
