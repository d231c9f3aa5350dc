"""Signing the undertaking and passing the course: before the first access to customers' data, and again in time (ORG-8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.models import (
    Appointment,
    CoursePass,
    SecurityCourse,
    SecurityPolicy,
    StaffMember,
    Undertaking,
    UndertakingSignature,
)
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import NotAllowed, Refused

MONTH = timedelta(days=365.2425 / 12)
REMINDED = (timedelta(days=30), timedelta(days=7), timedelta(days=1))  # before it ends


@transaction.atomic
def sign_undertaking(
    staff: StaffMember, *, version: int, name: str, by: Actor, now: datetime
) -> UndertakingSignature:
    """Sign the version that was read, with one's own name typed. Refused when another one is current meanwhile."""
    _only_oneself(staff, by)
    current = Undertaking.objects.order_by("-version").first()
    if current is None or current.version != version:
        raise Refused(_("There is a newer text. Read it before you sign."))
    if name.strip() != staff.name:
        raise Refused(
            _("Type your name exactly as it stands here: %(name)s.") % {"name": staff.name}, field="name"
        )
    until = now + _policy().undertaking_months * MONTH
    signed = UndertakingSignature.objects.create(
        staff=staff, undertaking=current, signed_at=now, until_at=until
    )
    facts = {"version": version, "until": until.isoformat()}
    journal.record(events.UNDERTAKING_SIGNED, about=staff, by=by, at=now, facts=facts)
    return signed


@transaction.atomic
def take_course(
    staff: StaffMember, *, version: int, answers: Mapping[int, int], by: Actor, now: datetime
) -> tuple[int, list[int], CoursePass | None]:
    """Grade the answers (question -> answer). The score of a hundred, the questions that were wrong, and the pass."""
    _only_oneself(staff, by)
    course = SecurityCourse.objects.order_by("-version").first()
    if course is None or course.version != version:
        raise Refused(_("There is a newer course. Read it before you answer."))
    wrong = [at for at, one in enumerate(course.questions) if answers.get(at) != one["right"]]
    score = round(100 * (len(course.questions) - len(wrong)) / len(course.questions))
    policy = _policy()
    if score < policy.pass_mark:
        journal.record(events.COURSE_FAILED, about=staff, by=by, at=now, facts={"score": score})
        return score, wrong, None
    until = now + policy.course_months * MONTH
    passed = CoursePass.objects.create(staff=staff, course=course, score=score, passed_at=now, until_at=until)
    facts = {"score": score, "until": until.isoformat()}
    journal.record(events.COURSE_PASSED, about=staff, by=by, at=now, facts=facts)
    return score, wrong, passed


def clearance_of(staff: StaffMember, *, now: datetime) -> dict[str, Any]:
    """`undertaking`, `signature`, `course`, `passed` (the last two rows as they hold now, or None), `is_required`."""
    undertaking = Undertaking.objects.order_by("-version").first()
    signature = (
        staff.signatures.filter(undertaking=undertaking, until_at__gt=now).order_by("-until_at").first()
    )
    return {
        "undertaking": undertaking,
        "signature": signature,
        "course": SecurityCourse.objects.order_by("-version").first(),
        "passed": staff.course_passes.filter(until_at__gt=now).order_by("-until_at").first(),
        "is_required": SecurityPolicy.objects.filter(clearance_required=True).exists(),
    }


def ending_soon(people: QuerySet[StaffMember], *, now: datetime) -> QuerySet[StaffMember]:
    """Those of `people` whose signature or pass ends within the first term of REMINDED, with `clear_until`, soonest first.

    Who has neither, or has let one run out, sees no customer already, and the first page of every day tells them.
    """
    current = Undertaking.objects.order_by("-version").first()
    held = people.annotate(
        signed_until=Max("signatures__until_at", filter=Q(signatures__undertaking=current)),
        passed_until=Max("course_passes__until_at"),
    )
    clear = held.annotate(clear_until=Least("signed_until", "passed_until"))
    return clear.filter(clear_until__gt=now, clear_until__lte=now + REMINDED[0]).order_by("clear_until", "pk")


def remind_of_clearances(*, now: datetime) -> int:
    """Each person a month, a week and a day before their clearance ends (ORG-8). How many were told now."""
    if not SecurityPolicy.objects.filter(clearance_required=True).exists():
        return 0
    at_work = Appointment.objects.active(now).values("staff")
    told = 0
    for staff in ending_soon(StaffMember.objects.filter(is_active=True, pk__in=at_work), now=now):
        until = staff.clear_until  # type: ignore[attr-defined]
        days = min(term.days for term in REMINDED if until - now <= term)
        facts = {"until": until.isoformat(), "days": days}
        with transaction.atomic():
            lock(staff, no_key=True)
            past = journal.timeline_of(staff, events=[events.CLEARANCE_ENDS]).filter(facts__contains=facts)
            if not past.exists():
                journal.record(events.CLEARANCE_ENDS, about=staff, by=SYSTEM, at=now, facts=facts)
                told += 1
    return told


def _only_oneself(staff: StaffMember, by: Actor) -> None:
    if by.kind != "staff" or by.id != staff.pk:
        raise NotAllowed(_("Nobody signs or learns for somebody else."))


def _policy() -> SecurityPolicy:
    return SecurityPolicy.objects.first() or SecurityPolicy()
