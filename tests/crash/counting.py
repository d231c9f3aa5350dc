"""What stands in the database in the end, held against what was promised."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.crash.load import Promises
from tests.crash.machines import Machines

from alongside.domain.cases.models import Case, CaseSearch, Deadline
from alongside.domain.conversations.models import Delivery, Message
from alongside.domain.work.models import Notice
from alongside.kernel.jobs import stuck_jobs
from alongside.kernel.models import JournalEntry

SETTLED_SECONDS = 150


def settle(house: Machines) -> None:
    """Until no job waits except those of the timetable, and no mail is queued; the worker goes on by itself.

    A job of the timetable may fail with the database: the timetable brings the next, and nobody has to look.
    """

    def is_done() -> bool:
        busy = ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(queue_name="timetable")
        return (
            not busy.exists()
            and not Delivery.objects.filter(state="queued").exists()
            and not Deadline.objects.filter(next_act_at__lte=timezone.now()).exists()
        )

    house.until(is_done, SETTLED_SECONDS)
    assert [one for one in stuck_jobs(now=timezone.now()) if one.trouble == "failed"] == []


def check_cases(promises: Promises) -> None:
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


def check_messages(promises: Promises) -> None:
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


def check_facts(promises: Promises) -> None:
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


def check_mails(office, *, most_sent_again: int) -> None:
    """What the customer is told of was written once for each fact and sent at least once, always the same."""
    told = JournalEntry.objects.filter(kind__in=["case.opened", "case.acknowledged", "case.customer_told"])
    written = Delivery.objects.filter(once_key__in=[f"entry:{one.pk}" for one in told])
    assert written.count() == told.count(), "a mail was not written"
    assert not Delivery.objects.exclude(state="sent").exists()
    sent = Counter(mail["Message-ID"] for mail in office.mails)
    assert len(sent) == Delivery.objects.count(), "a mail was not sent, or under two names"
    assert sum(sent.values()) - len(sent) <= most_sent_again, "more was sent again than hands were cut off"


def check_notices() -> None:
    """No fact was told to the same person twice, and each case that others opened was told to its owner."""
    keys = Notice.objects.exclude(once_key=None).values_list("staff", "once_key")
    assert max(Counter(keys).values()) == 1
    opened = JournalEntry.objects.filter(kind="case.opened", by_kind="client")
    told = Notice.objects.filter(
        kind="case.assigned", once_key__in=[f"entry:{one.pk}:case.assigned" for one in opened]
    )
    assert told.count() == opened.count()
