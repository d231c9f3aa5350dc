"""Killed at random under load, nothing that was promised is lost or doubled.

CRASH_KILLS says how often; CRASH_SEED repeats a run. The documented run: docs/testing.md.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from types import SimpleNamespace

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import Cast, make_cast
from tests.crash.load import Person, Program, Promises
from tests.crash.machines import Machines, desk_client, long_ago, program_client

from alongside.domain.cases.models import Case, CaseSearch, Deadline, Escalation
from alongside.domain.cases.samples import a_case
from alongside.domain.conversations.models import Delivery, Message
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.organisation.actions.clients import create_client
from alongside.domain.organisation.models import Role
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

KILLS = int(os.environ.get("CRASH_KILLS", "12"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 10**6)
LATE_CASES = 40
SETTLED_SECONDS = 150


def test_nothing_promised_is_lost_or_doubled(machines, capsys):
    """CAS-4, CAS-5, CHN-7: cases, messages, moves, facts, notices, mails and deadlines, each exactly once."""
    cast = make_cast(long_ago())
    late = [
        a_case(node=cast.project, now=long_ago(), customer=cast.customer.customer, owner=cast.agent.staff)
        for _ in range(LATE_CASES)
    ]
    promises = Promises()
    with a_post_office(SimpleNamespace()) as office:
        house = machines(EMAIL_URL=f"smtp://127.0.0.1:{office.port}")
        house.start("serve", "work")
        kinds = _under_load(house, cast, promises)
        _settle(house, office)
        _check_cases(promises)
        _check_messages(promises)
        _check_facts(promises)
        _check_deadlines(late)
        _check_mails(office)
        _check_notices()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills (seed {SEED}: {dict(kinds)}): {len(promises.opened)} cases and {len(promises.said)} "
            f"replies promised, {promises.lost_answers} answers lost, {JournalEntry.objects.count()} facts, "
            f"{Delivery.objects.count()} mails written, {len(office.mails)} sent: nothing lost, nothing doubled\n"
        )


def _under_load(house: Machines, cast: Cast, promises: Promises) -> Counter[str]:
    """Four at work, and death by the dozen: the server, one of its processes, the worker, or both at once."""
    choice, stop, pace = random.Random(SEED), threading.Event(), 0.8
    _client, token = create_client(
        name="load", role=Role.objects.get(code="service_supervisor"), node=cast.project,
        requests_per_minute=10**6, by=SYSTEM, now=long_ago(),
    )  # fmt: skip
    body = {
        "node": "GLT",
        "kind": "enquiry",
        "channel": "phone",
        "customer": cast.customer.id,
        "owner": "lin",
    }
    form = {"node": cast.project.pk, "kind": "enquiry", "channel": "phone", "severity": 3, "take_it": "on"}
    visitors = [
        *(
            Program(program_client(house.url, token), promises, stop, seed, pace, body=body, is_patient=seed % 2 == 0)
            for seed in range(3)
        ),
        Person(
            desk_client(house.url, cast.agent.staff), promises, stop, 7, pace,
            form=form, place=f"customer={cast.customer.id}&unit={cast.unit.pk}",
        ),
    ]  # fmt: skip
    for one in visitors:
        one.start()
    kinds: Counter[str] = Counter()
    for _ in range(KILLS):
        time.sleep(0.4 + choice.random() * 1.2)
        what = choice.choices(["server", "web process", "worker", "both"], [3, 3, 3, 1])[0]
        kinds[what] += 1
        if what == "web process":
            house.kill_one_web_process(choice)
            continue
        dead = {"server": ["serve"], "worker": ["work"], "both": ["serve", "work"]}[what]
        for name in dead:
            house.kill(name)
        house.start(*dead)
    stop.set()
    for one in visitors:
        one.join(60)
        assert not one.is_alive()
        one.client.close()
    assert promises.odd == []
    assert promises.opened and promises.said
    assert Case.objects.filter(number__in=promises.opened.values(), first_contact=cast.agent.staff).exists()
    return kinds


def _settle(house: Machines, office) -> None:
    """Until no job waits except those of the timetable, and no mail is queued; the worker goes on by itself."""

    def is_done() -> bool:
        busy = ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(queue_name="timetable")
        return (
            not busy.exists()
            and not Delivery.objects.filter(state="queued").exists()
            and not Deadline.objects.filter(next_act_at__lte=timezone.now()).exists()
        )

    house.until(is_done, SETTLED_SECONDS)
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def _check_cases(promises: Promises) -> None:
    titles = Counter(Case.objects.filter(title__in=promises.asked_to_open).values_list("title", flat=True))
    assert [title for title, count in titles.items() if count > 1] == [], "a case was opened twice"
    assert set(promises.opened) - set(titles) == set(), "a promised case is lost"
    numbers = dict(Case.objects.filter(title__in=promises.opened).values_list("title", "number"))
    assert numbers == promises.opened
    cases = Case.objects.filter(title__in=promises.asked_to_open)
    assert CaseSearch.objects.filter(case__in=cases).count() == cases.count()
    assert not cases.filter(deadlines__isnull=True).exists(), "a case without its deadlines"
    first_words = Counter(Message.objects.filter(body__startswith="words of ").values_list("body", flat=True))
    assert first_words == Counter(f"words of {title}" for title in titles)


def _check_messages(promises: Promises) -> None:
    found = Counter(
        Message.objects.filter(direction="out", kind="words", body__in=promises.asked_to_say).values_list(
            "body", flat=True
        )
    )
    assert [words for words, count in found.items() if count > 1] == [], "a reply was written twice"
    assert set(promises.said) - set(found) == set(), "a promised reply is lost"
    where = dict(
        Message.objects.filter(body__in=promises.said).values_list("body", "conversation__case__number")
    )
    assert where == promises.said


def _check_facts(promises: Promises) -> None:
    """One fact for each act: openings, replies, moves; each case's version counts them."""
    cases = {case.pk: case for case in Case.objects.filter(title__in=promises.asked_to_open)}
    facts = list(JournalEntry.objects.filter(about_kind="case", about_id__in=cases))
    opened = Counter(one.about_id for one in facts if one.kind == "case.opened")
    assert opened == Counter(list(cases))
    told = Counter(one.facts["message"] for one in facts if one.kind == "case.customer_told")
    replies = Message.objects.filter(direction="out", kind="words", conversation__case__in=cases)
    assert told == Counter(replies.values_list("pk", flat=True))
    moves = Counter(
        (cases[one.about_id].number, one.kind) for one in facts if one.kind == "case.acknowledged"
    )
    assert [move for move, count in moves.items() if count > 1] == [], "a move was made twice"
    assert promises.moved - set(moves) == set(), "a promised move is lost"
    highest: Counter[int] = Counter()
    for one in facts:
        highest[one.about_id] = max(highest[one.about_id], one.facts.get("version", 0))
    assert {pk: case.version for pk, case in cases.items()} == dict(highest)


def _check_deadlines(late: list[Case]) -> None:
    """Every deadline that passed while nobody worked was found once: one fact, one notice a rung, one escalation."""
    missed = Deadline.objects.filter(case__in=late, due_at__lte=timezone.now())
    assert missed.count() == missed.filter(missed_at__isnull=False).count() > LATE_CASES
    facts = JournalEntry.objects.filter(about_kind="case", about_id__in=[case.pk for case in late])
    told = Counter(
        (one.about_id, one.facts["milestone"]) for one in facts.filter(kind="case.deadline_missed")
    )
    assert told == Counter(missed.values_list("case_id", "milestone"))
    climbed = facts.filter(kind="case.deadline_escalated")
    rungs = Counter((one.about_id, one.facts["milestone"], one.facts["level"]) for one in climbed)
    assert set(rungs.values()) == {1}
    assert sum(rungs.values()) == Escalation.objects.filter(deadline__in=missed).count()
    about = Notice.objects.filter(
        about_kind="case", about_id__in=[case.pk for case in late], kind="case.deadline_missed"
    )
    assert about.count() == missed.count()


def _check_mails(office) -> None:
    """What the customer is told of was written once for each fact and sent at least once, always the same."""
    told = JournalEntry.objects.filter(kind__in=["case.opened", "case.acknowledged", "case.customer_told"])
    written = Delivery.objects.filter(once_key__in=[f"entry:{one.pk}" for one in told])
    assert written.count() == told.count(), "a mail was not written"
    assert not Delivery.objects.exclude(state="sent").exists()
    sent = Counter(mail["Message-ID"] for mail in office.mails)
    assert len(sent) == Delivery.objects.count(), "a mail was not sent, or under two names"
    assert sum(sent.values()) - len(sent) <= KILLS * 3, "more was sent again than hands were cut off"


def _check_notices() -> None:
    """No fact was told to the same person twice, and each case that others opened was told to its owner."""
    keys = Notice.objects.exclude(once_key=None).values_list("staff", "once_key")
    assert max(Counter(keys).values()) == 1
    opened = JournalEntry.objects.filter(kind="case.opened", by_kind="client")
    told = Notice.objects.filter(
        kind="case.assigned", once_key__in=[f"entry:{one.pk}:case.assigned" for one in opened]
    )
    assert told.count() == opened.count()
