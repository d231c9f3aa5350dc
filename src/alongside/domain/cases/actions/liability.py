"""The liability finding: drafted, the persons heard, issued, appealed, decided one level up (CAS-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, LiabilityFinding, LiabilityShare
from alongside.domain.cases.permissions import DECIDE_APPEAL, FIND_LIABILITY
from alongside.domain.cases.queries.findings import is_concerned, standing_of
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.liability import (
    Share,
    Standing,
    check_not_in_own_matter,
    check_one_level_up,
    check_shares,
)
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import NotAllowed, Refused

State = LiabilityFinding.State


@transaction.atomic
def draft_finding(
    case: Case,
    *,
    cause: str,
    words: str,
    shares: Sequence[Share],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> LiabilityFinding:
    """Write down who caused it and how far: shares of exactly 100 per cent.

    A finding still being written is written anew; a person whose share stays the same need not be heard twice.
    After an overturned one, the new finding replaces it. Refused while an issued finding stands.
    """
    by.require(FIND_LIABILITY, on=case)
    staff_id = named(by)
    words = needs_words(words, _("Say what was found, and on what grounds."))
    if cause not in LiabilityFinding.Cause.values:
        raise Refused(_("Choose the cause."), field="cause")
    check_shares(shares)
    check_not_in_own_matter(staff_id, {share.staff_id for share in shares if share.staff_id})
    fresh = lock_case(case, seen=seen)
    finding = fresh.findings.exclude(state=State.OVERTURNED).first()
    if finding is None:
        overturned = fresh.findings.filter(replaced_by__isnull=True).order_by("-id").first()
        finding = LiabilityFinding(case=fresh, node_id=fresh.node_id, replaces=overturned, version=0)
    elif finding.state not in LiabilityFinding.BEING_WRITTEN:
        raise Refused(_("A finding stands. Only an appeal can overturn it."))
    heard = {_share(one): one for one in finding.shares.filter(heard_at__isnull=False)} if finding.pk else {}
    finding.cause, finding.words, finding.found_by_id, finding.drafted_at = cause, words, staff_id, now
    finding.version += 1
    finding.save()
    finding.shares.all().delete()
    rows = LiabilityShare.objects.bulk_create([_row(finding, share, heard) for share in shares])
    finding.state = _state_while_writing(rows)
    finding.save(update_fields=["state"])
    _tell(events.FINDING_DRAFTED, fresh, finding, by=by, now=now)
    return finding


@transaction.atomic
def hear_party(
    share: LiabilityShare, *, words: str, by: Actor, now: datetime, declined: bool = False
) -> LiabilityShare:
    """Record what the person concerned says before the finding is issued, or that they declined to speak."""
    finding, case = _locked(share.finding_id)
    by.require(FIND_LIABILITY, on=case)
    named(by)
    words = needs_words(
        words,
        _("Say how they were asked and declined.") if declined else _("Say what the person concerned said."),
    )
    if finding.state not in LiabilityFinding.BEING_WRITTEN:
        raise Refused(_("The finding was issued; what is said now belongs in an appeal."))
    share = finding.shares.get(pk=share.pk)
    share.hearing, share.heard_at, share.is_hearing_declined = words, now, declined
    share.save(update_fields=["hearing", "heard_at", "is_hearing_declined"])
    finding.state = _state_while_writing(finding.shares.all())
    finding.version += 1
    finding.save(update_fields=["state", "version"])
    facts = {"share": share.pk, "declined": declined}
    _tell(events.PARTY_HEARD, case, finding, by=by, now=now, **facts)
    return share


@transaction.atomic
def issue_finding(finding: LiabilityFinding, *, by: Actor, now: datetime) -> LiabilityFinding:
    """Establish it. Refused until every person with a share was heard or declined (CAS-8)."""
    finding, case = _locked(finding.pk)
    by.require(FIND_LIABILITY, on=case)
    named(by)
    if finding.state not in LiabilityFinding.BEING_WRITTEN:
        raise Refused(_("This finding was issued already."))
    unheard = finding.shares.filter(party=LiabilityShare.Party.PERSON, heard_at__isnull=True)
    names = list(unheard.values_list("staff__name", flat=True))
    if names:
        raise Refused(_("Hear the person concerned first: %(names)s.") % {"names": "、".join(names)})
    check_shares([_share(row) for row in finding.shares.all()])
    finding.state, finding.issued_at = State.ISSUED, now
    finding.version += 1
    finding.save()
    _tell(events.FINDING_ISSUED, case, finding, by=by, now=now)
    return finding


@transaction.atomic
def appeal_finding(finding: LiabilityFinding, *, words: str, by: Actor, now: datetime) -> LiabilityFinding:
    """The person concerned, or the head of a department concerned, asks the next level to look again."""
    finding, case = _locked(finding.pk)
    staff_id = named(by)
    if not is_concerned(finding, staff_id, now=now):
        raise NotAllowed(_("Only the person concerned or the head of their department may appeal."))
    words = needs_words(words, _("Say what is wrong with the finding."))
    if finding.state != State.ISSUED:
        raise Refused(_("Only an issued finding can be appealed, and once."))
    finding.state, finding.appeal_words = State.APPEALED, words
    finding.appealed_by_id, finding.appealed_at = staff_id, now
    finding.version += 1
    finding.save()
    _tell(events.FINDING_APPEALED, case, finding, by=by, now=now)
    return finding


@transaction.atomic
def decide_appeal(
    finding: LiabilityFinding, *, upheld: bool, words: str, by: Actor, now: datetime
) -> LiabilityFinding:
    """Decide one level up: the finding holds for good, or it is overturned and a new one may be drafted.

    The decider holds the permission at a higher node or by a higher rank than the finder had, is not the
    finder, and is not concerned themself.
    """
    finding, case = _locked(finding.pk)
    by.require(DECIDE_APPEAL, on=case)
    staff_id = named(by)
    words = needs_words(words, _("Say why."))
    if finding.state != State.APPEALED:
        raise Refused(_("There is no appeal to decide."))
    check_not_in_own_matter(
        staff_id, {one for one in finding.shares.values_list("staff_id", flat=True) if one}
    )
    finder = standing_of(finding.found_by_id, case.node, FIND_LIABILITY, at=finding.issued_at or now)
    check_one_level_up(
        decider_id=staff_id,
        finder_id=finding.found_by_id,
        decider=standing_of(staff_id, case.node, DECIDE_APPEAL, at=now),
        finder=finder or Standing(rank=0, depth=len(case.node.ancestor_ids)),
    )
    finding.state = State.UPHELD if upheld else State.OVERTURNED
    finding.decided_by_id, finding.decided_at, finding.decision_words = staff_id, now, words
    finding.version += 1
    finding.save()
    _tell(events.APPEAL_DECIDED, case, finding, by=by, now=now, upheld=upheld)
    return finding


def _locked(finding_id: int) -> tuple[LiabilityFinding, Case]:
    """The finding afresh behind the lock of its case: everything about one case happens in one order."""
    case = lock_case(Case(pk=LiabilityFinding.objects.values_list("case_id", flat=True).get(pk=finding_id)))
    return LiabilityFinding.objects.get(pk=finding_id), case


def _tell(
    event: Event, case: Case, finding: LiabilityFinding, *, by: Actor, now: datetime, **facts: object
) -> None:
    touch(case, now=now)
    record(event, case, by=by, now=now, facts={"finding": finding.pk, "cause": finding.cause, **facts})


def _share(row: LiabilityShare) -> Share:
    return Share(row.party, row.percent, row.department_id, row.staff_id, row.contractor_name)


def _row(finding: LiabilityFinding, share: Share, heard: dict[Share, LiabilityShare]) -> LiabilityShare:
    row = LiabilityShare(
        finding=finding,
        party=share.party,
        department_id=share.department_id,
        staff_id=share.staff_id,
        contractor_name=share.contractor_name.strip(),
        percent=share.percent,
    )
    before = heard.get(_share(row))
    if before:
        row.hearing, row.heard_at = before.hearing, before.heard_at
        row.is_hearing_declined = before.is_hearing_declined
    return row


def _state_while_writing(rows) -> str:
    """Heard once every person with a share was heard or declined."""
    persons = [row for row in rows if row.party == LiabilityShare.Party.PERSON]
    return State.HEARD if persons and all(row.heard_at for row in persons) else State.DRAFTED
