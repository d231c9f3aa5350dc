"""A closed case becomes a lesson: written, checked, reviewed by somebody else, published (CAS-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.learning.checking import blacked_out, check_nobody_named
from alongside.domain.cases.actions.moving import lock_case, record
from alongside.domain.cases.models import Case, Lesson, LiabilityFinding
from alongside.domain.cases.permissions import PUBLISH_LESSONS, SEE_CASES, WRITE_LESSONS
from alongside.domain.cases.rules import notices
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.lessons import FIELDS, MOST
from alongside.domain.cases.states import LESSON_STATES
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notify
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.local_text import pick
from alongside.kernel.numbers import next_number
from alongside.kernel.refusals import NotAllowed, Refused

LEARNT_FROM = frozenset({"closed", "archived"})
MOST_TOLD = 20


@transaction.atomic
def start_lesson(case: Case, *, by: Actor, now: datetime) -> Lesson:
    """Begin a lesson with a draft made of the case's category, cause and finding; the one that is begun is given back."""
    by.require(WRITE_LESSONS, on=case)
    by.require(SEE_CASES, on=case)
    staff_id = named(by)
    case = lock_case(case)
    if case.state not in LEARNT_FROM:
        raise Refused(_("A lesson is written when the case is closed."))
    begun = Lesson.objects.filter(case=case, state__in=["draft", "review"]).first()
    if begun is not None:
        return begun
    finding = case.findings.standing().first()
    year = f"{now.astimezone(ZoneInfo(case.node.zone)):%y}"
    lesson = Lesson.objects.create(
        number=f"K{year}-{next_number(f'lesson:{year}'):04d}",
        node=case.node,
        case=case,
        category=case.category,
        cause=finding.cause if finding else "",
        written_by_id=staff_id,
        changed_at=now,
        **_draft(case, finding),
    )
    record(events.LESSON_STARTED, case, by=by, now=now, facts={"lesson": lesson.pk})
    return lesson


@transaction.atomic
def write_lesson(
    lesson: Lesson,
    *,
    title: str,
    facts: str,
    went_wrong: str,
    rule: str,
    by: Actor,
    now: datetime,
    cause: str = "",
    seen: int | None = None,
) -> Lesson:
    """Write its words. Whoever writes them is no more the one who may review them."""
    by.require(WRITE_LESSONS, on=lesson)
    staff_id = named(by)
    texts = _texts(title=title, facts=facts, went_wrong=went_wrong, rule=rule)
    if cause and cause not in LiabilityFinding.Cause.values:
        raise Refused(_("Choose the cause."), field="cause")
    lesson = lock(lesson, seen=seen)
    if lesson.state != "draft":
        raise Refused(_("It is handed in. Let it be returned to you to write on."))
    for field, text in texts.items():
        setattr(lesson, field, text)
    lesson.cause, lesson.written_by_id = cause, staff_id
    return _save(lesson, events.LESSON_CHANGED, by=by, now=now)


@transaction.atomic
def submit_lesson(lesson: Lesson, *, by: Actor, now: datetime, seen: int | None = None) -> Lesson:
    """Hand it in for review. Refused while something is missing or anybody is named."""
    by.require(WRITE_LESSONS, on=lesson)
    lesson = _moved(lesson, "submit_lesson", seen=seen)
    _check_whole(lesson)
    check_nobody_named(lesson)
    lesson.return_words = ""
    lesson = _save(lesson, events.LESSON_SUBMITTED, by=by, now=now)
    reviewers = staff_holding(PUBLISH_LESSONS, node=lesson.node, now=now).exclude(pk=lesson.written_by_id)
    for one in reviewers[:MOST_TOLD]:
        _tell(one, notices.LESSON_TO_REVIEW.kind, lesson, now=now)
    return lesson


@transaction.atomic
def return_lesson(lesson: Lesson, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Lesson:
    """Not yet: back to whoever wrote it, saying what is missing."""
    by.require(PUBLISH_LESSONS, on=lesson)
    words = words.replace("\x00", "").strip()
    if not words:
        raise Refused(_("Say what is missing."), field="words")
    lesson = _moved(lesson, "return_lesson", seen=seen)
    lesson.return_words = words[: MOST["facts"]]
    lesson = _save(lesson, events.LESSON_RETURNED, by=by, now=now)
    _tell(lesson.written_by, notices.LESSON_RETURNED.kind, lesson, now=now)
    return lesson


@transaction.atomic
def publish_lesson(lesson: Lesson, *, by: Actor, now: datetime, seen: int | None = None) -> Lesson:
    """Put it into the library. Only somebody else than its writer may (四眼), and only while nobody is named.

    From here on it knows nothing of its case: erasing the customer leaves it as it is.
    """
    by.require(PUBLISH_LESSONS, on=lesson)
    staff_id = named(by)
    lesson = _moved(lesson, "publish_lesson", seen=seen)
    if lesson.written_by_id == staff_id:
        raise NotAllowed(_("Somebody else than its writer publishes a lesson."))
    _check_whole(lesson)
    check_nobody_named(lesson)
    case, lesson.case = lesson.case, None
    lesson.reviewed_by_id, lesson.published_at, lesson.return_words = staff_id, now, ""
    category = [pick(lesson.category.name)] if lesson.category else []
    lesson.set_search_text(*(getattr(lesson, field) for field in FIELDS), *category, lesson.number)
    lesson = _save(lesson, events.LESSON_PUBLISHED, by=by, now=now)
    if case is not None:
        record(events.LESSON_PUBLISHED_OF_CASE, case, by=by, now=now, facts={"lesson": lesson.pk})
    _tell(lesson.written_by, notices.LESSON_PUBLISHED.kind, lesson, now=now)
    return lesson


@transaction.atomic
def withdraw_lesson(lesson: Lesson, *, by: Actor, now: datetime, seen: int | None = None) -> Lesson:
    """Take it back: nobody reads it any more. Who writes takes back what is not published yet."""
    lesson = _moved(lesson, "withdraw_lesson", seen=seen)
    if lesson.published_at or not by.may(WRITE_LESSONS, on=lesson):
        by.require(PUBLISH_LESSONS, on=lesson)
    named(by)
    lesson.set_search_text("")
    return _save(lesson, events.LESSON_WITHDRAWN, by=by, now=now)


def _draft(case: Case, finding: LiabilityFinding | None) -> dict[str, str]:
    """What can be said of it already, with everybody blacked out; the rule is for people to find."""
    about = pick(case.category.name) if case.category else str(case.get_kind_display())
    took = case.closed_at - case.opened_at if case.closed_at else None
    said = [
        _("%(kind)s about %(about)s, received over %(channel)s, severity %(severity)s.")
        % {
            "kind": case.get_kind_display(),
            "about": about,
            "channel": case.get_channel_display(),
            "severity": case.get_severity_display(),
        }
    ]
    if took is not None:
        said.append(_("Closed after %(days)s days.") % {"days": took.days})
    if case.reopened_count:
        said.append(_("Opened again %(n)s times.") % {"n": case.reopened_count})
    if case.transfer_count:
        said.append(_("Changed hands %(n)s times.") % {"n": case.transfer_count})
    if case.outcome_words:
        said.append(case.outcome_words)
    wrong = [str(finding.get_cause_display()), finding.words] if finding else []
    title = f"{about} · {finding.get_cause_display()}" if finding else about
    texts = {
        "title": title[: MOST["title"]],
        "facts": "\n".join(said),
        "went_wrong": "\n".join(wrong),
        "rule": "",
    }
    return {name: text[: MOST[name]] for name, text in blacked_out(texts, case).items()}


def _texts(**texts: str) -> dict[str, str]:
    clean = {name: text.replace("\x00", "").strip() for name, text in texts.items()}
    if not clean["title"]:
        raise Refused(_("Give it a title."), field="title")
    for name, text in clean.items():
        if len(text) > MOST[name]:
            raise Refused(_("This is too long: at most %(n)s characters.") % {"n": MOST[name]}, field=name)
    return clean


def _check_whole(lesson: Lesson) -> None:
    for field in FIELDS:
        if not getattr(lesson, field):
            raise Refused(_("Say the facts, what went wrong, and the rule to follow."), field=field)


def _moved(lesson: Lesson, move: str, *, seen: int | None) -> Lesson:
    lesson = lock(lesson, seen=seen)
    lesson.state = LESSON_STATES.check(move, lesson.state)
    return lesson


def _save(lesson: Lesson, event: Event, *, by: Actor, now: datetime) -> Lesson:
    lesson.changed_at = now
    lesson.version += 1
    lesson.save()
    facts: dict[str, Any] = {"state": lesson.state}
    journal.record(event, about=lesson, by=by, at=now, facts=facts, node_path=lesson.node.path)
    return lesson


def _tell(person: StaffMember, kind: str, lesson: Lesson, *, now: datetime) -> None:
    notify(
        person,
        kind,
        now=now,
        about=lesson,
        label=lesson.number,
        once_key=f"{kind}:{lesson.pk}:{lesson.version}",
    )
