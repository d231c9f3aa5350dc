"""Signing the undertaking and passing the course: before the first access to customers' data, and again in time (ORG-8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.models import (
    CoursePass,
    SecurityCourse,
    SecurityPolicy,
    StaffMember,
    Undertaking,
    UndertakingSignature,
)
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused

MONTH = timedelta(days=365.2425 / 12)


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


def _only_oneself(staff: StaffMember, by: Actor) -> None:
    if by.kind != "staff" or by.id != staff.pk:
        raise NotAllowed(_("Nobody signs or learns for somebody else."))


def _policy() -> SecurityPolicy:
    return SecurityPolicy.objects.first() or SecurityPolicy()
