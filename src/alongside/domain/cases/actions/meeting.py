"""The monthly case meeting: its pack is given out and sent, its words are written, its decisions become tasks (CAS-13)."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.hooks import Paper, pack_as_paper
from alongside.domain.cases.models import CaseMeeting
from alongside.domain.cases.permissions import LEAD_CASE_MEETING
from alongside.domain.cases.queries.meeting.gathering import Month, cases_in, gather
from alongside.domain.cases.queries.meeting.meetings import readers_of_pack
from alongside.domain.cases.queries.meeting.reading import Pack, pack_given_out
from alongside.domain.cases.rules.authority import named
from alongside.domain.conversations.actions import write_letter
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.organisation.models import Department, Node, StaffMember
from alongside.domain.work.actions import ask_department
from alongside.domain.work.models import Task
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import keep_file

WORDS_CHARACTERS = 8_000


@transaction.atomic
def give_out_pack(node: Node, *, month: date, by: Actor, now: datetime) -> CaseMeeting:
    """Keep the figures of a month as they are now; once kept they stay. Refused before the month is over."""
    by.require(LEAD_CASE_MEETING, on=node)
    if now < Month.of(node, month).over:
        raise Refused(
            _("The month is not over yet; its pack is given out after its last day."), field="month"
        )
    meeting = _meeting(node, month, now=now)
    if meeting.given_out_at:
        return meeting
    meeting.pack = gather(node, month, now=now)
    meeting.case_ids = cases_in(meeting.pack)
    meeting.given_out_at = now
    return _save(meeting, events.PACK_GIVEN_OUT, by=by, now=now)


@transaction.atomic
def send_pack(meeting: CaseMeeting, *, by: Actor, now: datetime) -> int:
    """Make the papers of a pack that was given out, one a language, and write to the node's management, once.

    Returns to how many. The papers lie sealed with the meeting, for those too who were not written to.
    """
    by.require(LEAD_CASE_MEETING, on=meeting)
    meeting = lock(meeting)
    pack = pack_given_out(meeting, viewer=SYSTEM)
    if pack is None or meeting.sent_at:
        return 0
    readers = list(readers_of_pack(meeting.node, now=now))
    languages = [settings.LANGUAGE_CODE, *(one.language for one in readers)]
    papers = {one: _paper(meeting, one, by=by, now=now) for one in dict.fromkeys(languages)}
    sent = 0
    for reader in readers:
        paper, files = papers[reader.language]
        written = write_letter(
            to=reader,
            letter=lambda reader=reader, paper=paper: _letter(pack, reader, paper),
            once_key=f"meeting:{meeting.pk}:{reader.pk}",
            node=meeting.node,
            now=now,
            attachments=files,
        )
        sent += written is not None
    meeting.sent_at = now
    meeting.save(update_fields=["sent_at"])
    return sent


@transaction.atomic
def write_meeting(
    node: Node,
    *,
    month: date,
    words: str,
    held_on: date | None,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> CaseMeeting:
    """What the chair said of the month, and when the meeting was. Conflict when somebody else wrote meanwhile."""
    by.require(LEAD_CASE_MEETING, on=node)
    words = words.replace("\x00", "").strip()
    if len(words) > WORDS_CHARACTERS:
        raise Refused(
            _("This is too long: at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words"
        )
    days = Month.of(node, month)
    if held_on is not None and held_on < days.first:
        raise Refused(_("The meeting about a month is not held before it."), field="held_on")
    meeting = _meeting(node, month, now=now, seen=seen)
    meeting.words, meeting.held_on, meeting.written_by_id, meeting.written_at = words, held_on, named(by), now
    return _save(meeting, events.MEETING_WRITTEN, by=by, now=now)


@transaction.atomic
def decide_at_meeting(
    node: Node,
    *,
    month: date,
    department: Department,
    title: str,
    words: str,
    due_at: datetime,
    by: Actor,
    now: datetime,
    assignee: StaffMember | None = None,
) -> Task:
    """A decision is a task of a department with a day by which: the next meeting's pack says what became of it."""
    by.require(LEAD_CASE_MEETING, on=node)
    meeting = _meeting(node, month, now=now)
    task = ask_department(
        department, node=node, title=title, words=words, due_at=due_at, by=by, now=now, about=meeting,
        assignee=assignee,
    )  # fmt: skip
    _save(meeting, events.MEETING_DECIDED, by=by, now=now, task=task.pk)
    return task


def _meeting(node: Node, month: date, *, now: datetime, seen: int | None = None) -> CaseMeeting:
    """The meeting of the month, locked; it is there from the first thing that is done for it."""
    days = Month.of(node, month)
    if now < days.begins:
        raise Refused(_("This month has not begun."), field="month")
    made, _is_new = CaseMeeting.objects.get_or_create(node=node, month=days.first)
    return lock(made, seen=seen)


def _save(meeting: CaseMeeting, event: Event, *, by: Actor, now: datetime, **facts: int) -> CaseMeeting:
    meeting.version += 1
    meeting.save()
    said = {"month": meeting.month.isoformat(), **facts}
    journal.record(event, about=meeting, by=by, at=now, facts=said, node_path=meeting.node.path)
    return meeting


def _paper(
    meeting: CaseMeeting, language: str, *, by: Actor, now: datetime
) -> tuple[Paper | None, list[StoredFile]]:
    answers = pack_as_paper.ask(meeting.pk, language)
    if not answers:
        return None, []
    paper = answers[0]
    kept = keep_file(
        BytesIO(paper.pdf),
        name=paper.file_name,
        content_type="application/pdf",
        about=meeting,
        by=by,
        now=now,
    )
    return paper, [kept]


def _letter(pack: Pack, reader: StaffMember, paper: Paper | None) -> Letter:
    """In the reader's language, which the outbox has set. Counts only: what customers said is in the paper."""
    month = formats.date_format(pack.month, "YEAR_MONTH_FORMAT")
    this = pack.all.this
    return Letter(
        subject=gettext("Case meeting of %(node)s, %(month)s: the pack")
        % {"node": pack.node.name, "month": month},
        greeting=gettext("Good morning, %(name)s,") % {"name": reader.name},
        paragraphs=(
            gettext("this is the pack for the case meeting: what the month brought, and what became of it."),
        ),
        facts=(
            (gettext("Received"), f"{this.total.count} ({pack.all.before.total.count})"),
            (gettext("of these complaints"), f"{pack.complaints.this.total.count} ({pack.complaints.before.total.count})"),
            (gettext("Complaints still open"), str(pack.open_count)),
            (gettext("Losses less recovered (yuan)"), f"{this.losses.total.amount:,.2f}"),
            (gettext("Promises broken"), str(pack.promises.broken)),
        ),
        after=(gettext("In brackets: the month before."),),
        buttons=((gettext("Open the pack"), paper.url),) if paper and paper.url else (),
        why=gettext("You get this because you lead %(node)s.") % {"node": pack.node.name},
    )  # fmt: skip
