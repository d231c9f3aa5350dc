"""What a notice says, in the reader's language, and where it leads. Notices hold ids and codes only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.story import sentence_of
from alongside.domain.organisation.events import CLEARANCE_ENDS
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.work.models import Notice, Task
from alongside.kernel.events import event_of


@dataclass(frozen=True, slots=True)
class Said:
    """One notice, ready to be shown."""

    id: int
    title: str
    text: str
    url: str
    tone: str
    at: datetime
    is_new: bool


def said(notices: Iterable[Notice]) -> list[Said]:
    """In words. Two queries at most, whatever the number."""
    notices = list(notices)
    task_cases = dict(
        Task.objects.filter(pk__in=[one.about_id for one in notices if one.about_kind == "task"], about_kind="case")
        .values_list("pk", "about_id")
    )  # fmt: skip
    ids = {one.about_id for one in notices if one.about_kind == "case"} | set(task_cases.values())
    cases = {row[0]: row[1:] for row in Case.objects.filter(pk__in=ids).values_list("pk", "number", "title")}
    found = []
    for one in notices:
        case_id = {"task": task_cases.get(one.about_id or 0), "case": one.about_id}.get(one.about_kind)
        number, title = cases.get(case_id or 0, ("", ""))
        url = reverse("desk:case", args=[number]) if number else reverse("desk:handed_to_me")
        if one.about_kind == "task" and not number:
            url = reverse("desk:task", args=[one.about_id])
        if one.about_kind == "importrun":
            url = reverse("desk:import_run", args=[one.about_id])
        if one.about_kind == "exportrun":
            url = reverse("desk:export_run", args=[one.about_id])
        if one.about_kind == "approval":
            url = reverse("desk:approval", args=[one.about_id])
        if one.about_kind == "node":
            url = reverse("desk:node", args=[one.about_id])
        if one.about_kind == "announcement":
            url = reverse("desk:announcement", args=[one.about_id])
        if one.about_kind == "readingalarm":
            url = reverse("desk:reading_alarms")
        if one.about_kind == "staffmember":
            url = reverse("desk:profile")
        if one.kind == CLEARANCE_ENDS.kind:
            url = reverse("clearance" if one.about_id == one.staff_id else "desk:clearances")
        if one.kind.startswith("listings."):
            url = f"{reverse('desk:listings')}?mine=1&age={'off' if one.kind == 'listings.hidden' else 'flagged'}"
        if one.about_kind == "conversation":
            url = reverse("desk:thread", args=[one.about_id])
        if one.about_kind == "mailbox":
            url = reverse("desk:mailbox", args=[one.about_id])
        if one.kind.startswith(("card.parked", "platform.", "robot.")):
            url = reverse("desk:platforms")
        if one.kind == "directory.differs" and configured_platforms():
            url = reverse("desk:directory", args=[configured_platforms()[0]])
        if one.about_kind == "promise":
            url = reverse("desk:promise", args=[one.about_id])
        if one.about_kind == "lobby":
            url = f"{reverse('desk:reception')}?lobby={one.about_id}"
        if one.about_kind == "article":
            url = reverse("desk:article", args=[one.about_id])
        if one.about_kind == "hotissue":
            url = reverse("desk:hot_issue", args=[one.about_id])
        if one.about_kind == "legalmatter":
            url = reverse("desk:legal_matter", args=[one.label])
        if one.about_kind == "lesson":
            url = reverse("desk:lesson", args=[one.label])
        if one.about_kind == "incident":
            url = reverse("desk:incident", args=[one.about_id])
        if one.about_kind == "accessreview":
            url = reverse("desk:access_review", args=[one.about_id])
        if one.about_kind == "leaving":
            url = reverse("desk:handed_over_to_me")
        if one.about_kind == "journey":
            url = reverse("desk:journey", args=[one.about_id])
        sentence = sentence_of(event_of(one.kind), one.facts) or one.label
        tone = "late" if one.is_urgent else "now"
        found.append(Said(one.pk, sentence, title or one.label, url, tone, one.at, one.read_at is None))
    return found
