"""One answer for everybody: written once, said in every case that follows, once each (CAS-11, CAS-19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.types import JSONValue

from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.events import GROUP_ANSWERED
from alongside.domain.cases.models import Case, GroupAnswer, GroupTold
from alongside.domain.cases.permissions import REPLY_TO_CUSTOMER
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer_each, waiting_locks
from alongside.kernel.refusals import Refused

TELL_FOLLOWER = "alongside.domain.cases.jobs.tell_follower"
ANSWER_CHARACTERS = 2_000


@transaction.atomic
def answer_group(
    lead: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    is_standing: bool = False,
    seen: int | None = None,
    knowing: Knowing = (),
) -> GroupAnswer:
    """Every open case that follows is told; a worker says it in each. Raises Refused where nobody follows.

    A standing answer may be given before anybody follows.
    """
    by.require(REPLY_TO_CUSTOMER, on=lead)
    words = words.strip()
    if not words or len(words) > ANSWER_CHARACTERS:
        raise Refused(_("Write what everybody is told, in at most 2000 characters."), field="words")
    found = mind_words(words, node=lead.node, by=by, knowing=knowing)
    fresh = lock_case(lead, seen=seen)
    followers = list(fresh.member_cases.filter(is_open=True, is_anonymised=False))
    if not followers and not is_standing:
        raise Refused(_("No open case follows this one."))
    answer = GroupAnswer.objects.create(
        lead=fresh,
        words=words,
        is_standing=is_standing,
        given_by_id=by.id if by.kind == "staff" else None,
        given_at=now,
    )
    _tell(answer, followers)
    note_said(found, about=fresh, by=by, now=now)
    touch(fresh, now=now)
    record(GROUP_ANSWERED, fresh, by=by, now=now, facts={"answer": answer.pk, "cases": len(followers)})
    return answer


def tell_newcomers(lead: Case, cases: Iterable[Case]) -> None:
    """Whoever joins hears the newest standing answer. Part of the act that lets them join."""
    standing = lead.group_answers.filter(is_standing=True).first()
    if standing is not None:
        _tell(standing, cases)


@transaction.atomic
def tell_follower(telling_id: int, *, now: datetime) -> bool:
    """Say it in one case. False when it was said, a newer one stands, or the case is over."""
    telling = (
        GroupTold.objects.select_for_update(of=("self",))
        .select_related("answer", "case")
        .filter(pk=telling_id, told_at__isnull=True)
        .first()
    )
    if telling is None or not telling.case.is_open or telling.case.is_anonymised:
        return False
    answer = telling.answer
    newer = GroupAnswer.objects.filter(lead=answer.lead_id, is_standing=True, pk__gt=answer.pk)
    if answer.is_standing and newer.exists():
        return False
    reply_to_customer(telling.case, words=answer.words, by=SYSTEM, now=now)
    telling.told_at = now
    telling.save(update_fields=["told_at"])
    return True


def _tell(answer: GroupAnswer, cases: Iterable[Case]) -> None:
    GroupTold.objects.bulk_create(
        [GroupTold(answer=answer, case=one, node_id=one.node_id) for one in cases], ignore_conflicts=True
    )
    waiting = answer.tellings.filter(told_at__isnull=True, case__in=[one.pk for one in cases])
    jobs: dict[str, dict[str, JSONValue]] = {
        f"group_told:{pk}": {"telling_id": pk} for pk in waiting.values_list("pk", flat=True)
    }
    for lock in waiting_locks(jobs):  # on its way already; the lead case is held meanwhile
        del jobs[lock]
    defer_each(TELL_FOLLOWER, jobs, queue="default")
