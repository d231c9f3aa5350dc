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
from tests.cast import Cast, make_cast
from tests.crash.counting import check_cases, check_facts, check_mails, check_messages, check_notices, settle
from tests.crash.load import Promises, four_at_work, send_home
from tests.crash.machines import Machines, long_ago

from alongside.domain.cases.models import Case, Deadline, Escalation
from alongside.domain.cases.samples import a_case
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.work.models import Notice
from alongside.kernel.models import JournalEntry

KILLS = int(os.environ.get("CRASH_KILLS", "12"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 10**6)
LATE_CASES = 40


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
        settle(house)
        check_cases(promises)
        check_messages(promises)
        check_facts(promises)
        _check_deadlines(late)
        check_mails(office, most_sent_again=KILLS * 3)
        check_notices()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills (seed {SEED}: {dict(kinds)}): {len(promises.opened)} cases and {len(promises.said)} "
            f"replies promised, {promises.lost_answers} answers lost, {JournalEntry.objects.count()} facts, "
            f"{Delivery.objects.count()} mails written, {len(office.mails)} sent: nothing lost, nothing doubled\n"
        )


def _under_load(house: Machines, cast: Cast, promises: Promises) -> Counter[str]:
    """Four at work, and death by the dozen: the server, one of its processes, the worker, or both at once."""
    choice, stop, pace = random.Random(SEED), threading.Event(), 0.8
    visitors = four_at_work(house.url, cast, promises, stop, pace)
    kinds: Counter[str] = Counter()
    for _ in range(KILLS):
        time.sleep(0.4 + choice.random() * 1.2)
        house.stand_up()
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
    house.stand_up()
    send_home(visitors)
    assert promises.odd == []
    assert promises.not_now == 0
    assert promises.opened and promises.said
    assert Case.objects.filter(number__in=promises.opened.values(), first_contact=cast.agent.staff).exists()
    return kinds


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
