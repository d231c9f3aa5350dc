"""The complaint daily is made and sent, and cases are drawn from it to call the customer back (CAS-12)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import record
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.hooks import Paper, daily_as_paper
from alongside.domain.cases.models import Case, ComplaintDaily, SpotCheck
from alongside.domain.cases.permissions import SEE_DAILY, SPOT_CHECK
from alongside.domain.cases.queries.daily import complaints_of_day, day_of, readers_of_daily
from alongside.domain.cases.rules.authority import named
from alongside.domain.conversations.actions import write_letter
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import staff_with_rank
from alongside.domain.work.actions import notify
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import store_files

MOST_DRAWN = 20
MANAGER_RANK = 3
BAD = frozenset({SpotCheck.Result.DIFFERENT, SpotCheck.Result.NOT_SOLVED})


@transaction.atomic
def make_daily(node: Node, *, on: date, by: Actor, now: datetime) -> ComplaintDaily:
    """Keep which complaints a day brought, carried and ended. Once made it stays as it is. Refused before its end."""
    by.require(SEE_DAILY, on=node)
    _begin, end = day_of(node, on)
    if now < end:
        raise Refused(_("The day is not over yet; its daily is made after midnight."), field="on")
    new, carried, closed = complaints_of_day(node, on)
    daily, is_new = ComplaintDaily.objects.get_or_create(
        node=node,
        on=on,
        defaults={"made_at": now, "new_ids": new, "carried_ids": carried, "closed_ids": closed},
    )
    if is_new:
        facts = {"on": on.isoformat(), "new": len(new), "carried": len(carried), "closed": len(closed)}
        journal.record(events.DAILY_MADE, about=daily, by=by, at=now, facts=facts, node_path=node.path)
    return daily


@transaction.atomic
def send_daily(node: Node, *, on: date, by: Actor, now: datetime) -> int:
    """Put the daily into the outbox for the node's management, once; returns to how many it went.

    The paper comes from the hook `daily_as_paper`, one per language; without an answer the mail goes alone.
    """
    made = make_daily(node, on=on, by=by, now=now)
    daily = ComplaintDaily.objects.select_for_update().get(pk=made.pk)
    if daily.sent_at:
        return 0
    papers: dict[str, tuple[Paper | None, list[StoredFile]]] = {}
    sent = 0
    for reader in readers_of_daily(node, now=now):
        if reader.language not in papers:
            papers[reader.language] = _paper(daily, reader.language, by=by, now=now)
        paper, files = papers[reader.language]
        written = write_letter(
            to=reader,
            letter=lambda reader=reader, paper=paper: _letter(daily, reader, paper),
            once_key=f"daily:{daily.pk}:{reader.pk}",
            node=node,
            now=now,
            attachments=files,
        )
        sent += written is not None
    daily.sent_at = now
    daily.save(update_fields=["sent_at"])
    return sent


@transaction.atomic
def draw_spot_checks(
    node: Node, *, on: date, count: int, by: Actor, now: datetime, seed: int | None = None
) -> list[SpotCheck]:
    """Draw cases of a day's daily at random, to call their customers back.

    The same seed draws the same cases from the same daily, so a draw can be checked. One's own cases are left
    out: those that one owns, took in, or helps with.
    """
    by.require(SPOT_CHECK, on=node)
    staff_id = named(by)
    if not 1 <= count <= MOST_DRAWN:
        raise Refused(_("Draw between 1 and %(most)s cases.") % {"most": MOST_DRAWN}, field="count")
    seed = secrets.randbits(48) if seed is None else seed
    made = ComplaintDaily.objects.filter(node=node, on=on).first()
    lists = (made.new_ids, made.carried_ids, made.closed_ids) if made else complaints_of_day(node, on)
    cases = Case.objects.visible_to(by).filter(pk__in={one for ids in lists for one in ids})
    own = cases.filter(participants__staff_id=staff_id).values("pk")
    pool = cases.exclude(owner_id=staff_id).exclude(first_contact_id=staff_id).exclude(pk__in=own)
    drawn = drawn_by_lot(list(pool.values_list("pk", flat=True)), count=count, seed=seed)
    if not drawn:
        raise Refused(_("There is no complaint of somebody else to draw from on that day."))
    checks = []
    for case in Case.objects.filter(pk__in=drawn).select_related("node").order_by("id"):
        check, is_new = SpotCheck.objects.get_or_create(
            case=case,
            daily_on=on,
            drawn_by_id=staff_id,
            defaults={"node_id": case.node_id, "drawn_at": now, "seed": seed},
        )
        checks.append(check)
        if is_new:
            record(events.SPOT_CHECK_DRAWN, case, by=by, now=now, facts={"check": check.pk, "seed": seed})
    return checks


def drawn_by_lot(ids: Sequence[int], *, count: int, seed: int) -> list[int]:
    """`count` of the ids, the same for the same seed, whatever their order."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())[:count]


@transaction.atomic
def record_spot_check(
    check: SpotCheck, *, result: str, words: str = "", by: Actor, now: datetime
) -> SpotCheck:
    """Record what the customer said. Who could not be reached can be called again; any other result stays.

    A bad result is told at once to who follows the case and to the manager of its node.
    """
    by.require(SPOT_CHECK, on=check)
    check = SpotCheck.objects.select_for_update().get(pk=check.pk)
    case = Case.objects.select_related("node", "owner").get(pk=check.case_id)
    if named(by) != check.drawn_by_id:
        raise NotAllowed(_("Who drew the case records the call."))
    if result not in SpotCheck.Result.values:
        raise Refused(_("Choose how the call went."), field="result")
    if check.result not in {"", SpotCheck.Result.NOT_REACHED}:
        raise Refused(_("This call was recorded already."))
    if result in BAD:
        words = needs_words(words, _("Say what the customer told you."))
    check.result, check.words, check.called_at = result, words.strip(), now
    check.save(update_fields=["result", "words", "called_at"])
    record(
        events.SPOT_CHECK_RECORDED, case, by=by, now=now, facts={"check": check.pk, "result": check.result}
    )
    if result in BAD:
        manager = staff_with_rank(case.node, MANAGER_RANK, now=now)
        for one in {found for found in (case.owner, manager) if found}:
            notify(
                one,
                events.SPOT_CHECK_RECORDED.kind,
                now=now,
                about=case,
                label=case.number,
                facts={"result": check.result},
                is_urgent=True,
                once_key=f"spot_check:{check.pk}",
            )
    return check


def _paper(
    daily: ComplaintDaily, language: str, *, by: Actor, now: datetime
) -> tuple[Paper | None, list[StoredFile]]:
    answers = daily_as_paper.ask(daily.node_id, daily.on, language)
    if not answers:
        return None, []
    paper = answers[0]
    upload = SimpleUploadedFile(paper.file_name, paper.pdf, content_type="application/pdf")
    return paper, store_files([upload], about=daily, by=by, now=now)


def _letter(daily: ComplaintDaily, reader: StaffMember, paper: Paper | None) -> Letter:
    """In the reader's language, which the outbox has set. Counts only: the customers' words are in the paper."""
    on = formats.date_format(daily.on, "DATE_FORMAT")
    new, carried, closed = len(daily.new_ids), len(daily.carried_ids), len(daily.closed_ids)
    first = ngettext("%(n)s new complaint", "%(n)s new complaints", new) % {"n": new}
    return Letter(
        subject=gettext("Complaint daily of %(node)s, %(on)s: %(new)s")
        % {"node": daily.node.name, "on": on, "new": first},
        greeting=gettext("Good morning, %(name)s,") % {"name": reader.name},
        paragraphs=(gettext("this is what customers complained about, and where it stands."),),
        facts=(
            (gettext("New"), str(new)),
            (gettext("Still open from before"), str(carried)),
            (gettext("Closed that day"), str(closed)),
        ),
        buttons=((gettext("Open the daily"), paper.url),) if paper and paper.url else (),
        why=gettext("You get this because you lead %(node)s.") % {"node": daily.node.name},
    )
