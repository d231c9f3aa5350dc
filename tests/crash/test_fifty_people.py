"""Fifty people and programs act on one case at once, over HTTP, against a server with several processes (CAS-16).

Every answer is either a yes, with a fact and a step of the version of its own, or a no that says what happened
meanwhile; and nothing else has happened in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import httpx
import pytest
from tests.cast import Cast, make_cast
from tests.crash.machines import Machines, a_word, desk_client, long_ago, program_client

from alongside.domain.cases.models import Case
from alongside.domain.cases.samples import a_case
from alongside.domain.organisation.actions.clients import create_client
from alongside.domain.organisation.models import Role
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

PEOPLE, PROGRAMS = 40, 10
YES, CONFLICT = {200, 201, 302}, 409


@dataclass
class Somebody:
    """One of the fifty. As the journal will name them: `kind` and `pk`."""

    kind: str
    pk: int
    client: httpx.Client

    def change_title(self, case: Case, title: str, seen: int) -> httpx.Response:
        if self.kind == "client":
            return self.client.patch(
                f"/cases/{case.number}", json={"title": title}, headers={"If-Match": f'"{seen}"'}
            )
        form = {"title": title, "kind": case.kind, "severity": case.severity, "seen": seen}
        return self.client.post(f"/desk/cases/{case.number}/change_case/", data=form)

    def acknowledge(self, case: Case, seen: int) -> httpx.Response:
        if self.kind == "client":
            return self.client.post(
                f"/cases/{case.number}/acknowledge_case", json={}, headers={"If-Match": f'"{seen}"'}
            )
        return self.client.post(f"/desk/cases/{case.number}/acknowledge_case/", data={"seen": seen})

    def reply(self, case: Case, words: str) -> httpx.Response:
        if self.kind == "client":
            return self.client.post(f"/cases/{case.number}/reply_to_customer", json={"words": words})
        return self.client.post(
            f"/desk/cases/{case.number}/reply_to_customer/", data={"words": words, "channel": "portal"}
        )


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast(long_ago())


@pytest.fixture
def fifty(machines: Callable[..., Machines], cast: Cast) -> list[Somebody]:
    house = machines()
    house.start("serve")
    role = Role.objects.get(code="service_supervisor")
    everybody = []
    for number in range(PEOPLE):
        staff = a_staff_member(now=cast.now, username=f"one-of-fifty-{number}")
        an_appointment(staff=staff, role=role, node=cast.project, now=cast.now)
        everybody.append(Somebody("staff", staff.pk, desk_client(house.url, staff)))
    for number in range(PROGRAMS):
        client, token = create_client(
            name=f"program {number}", role=role, node=cast.project, requests_per_minute=10**6, by=SYSTEM, now=cast.now
        )  # fmt: skip
        everybody.append(Somebody("client", client.pk, program_client(house.url, token)))
    return everybody


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(
        node=cast.project,
        now=cast.now,
        kind="enquiry",
        customer=cast.customer.customer,
        owner=cast.agent.staff,
    )


def all_at_once(everybody: list[Somebody], act: Callable[[Somebody], httpx.Response]) -> list[httpx.Response]:
    """What each was answered, in their order."""
    barrier = Barrier(len(everybody))

    def run(one: Somebody) -> httpx.Response:
        barrier.wait(timeout=60)
        return act(one)

    with ThreadPoolExecutor(len(everybody)) as pool:
        return list(pool.map(run, everybody))


def facts_since(case: Case, version: int) -> list[JournalEntry]:
    entries = JournalEntry.objects.filter(about_kind="case", about_id=case.pk, facts__version__gt=version)
    return sorted(entries, key=lambda one: one.facts["version"])


def check_journal_and_versions(case: Case, began_at: int, accepted: Counter[tuple[str, int]]) -> None:
    """As many steps as yeses, each with one fact, by whoever was told yes."""
    case.refresh_from_db()
    facts = facts_since(case, began_at)
    assert [one.facts["version"] for one in facts] == list(range(began_at + 1, case.version + 1))
    assert Counter((one.by_kind, one.by_id) for one in facts) == accepted
    assert case.version == began_at + accepted.total()


def test_fifty_on_one_case_overwrite_nothing_unseen(fifty, case):
    """CAS-16."""
    one_wins_and_the_others_read_what_happened(fifty, case)
    all_get_through_in_the_end_each_on_what_they_last_saw(fifty[::2], case)
    what_overwrites_nothing_is_taken_from_everybody(fifty, case)


def one_wins_and_the_others_read_what_happened(fifty: list[Somebody], case: Case) -> None:
    """All saw the same version."""
    began_at = case.version

    def act(one: Somebody) -> httpx.Response:
        if one.pk % 2:
            return one.acknowledge(case, began_at)
        return one.change_title(case, f"by {one.kind} {one.pk}", began_at)

    answers = all_at_once(fifty, act)
    told = Counter(answer.status_code in YES or answer.status_code for answer in answers)
    assert told == {True: 1, CONFLICT: len(fifty) - 1}
    winner = next(one for one, answer in zip(fifty, answers, strict=True) if answer.status_code in YES)
    check_journal_and_versions(case, began_at, Counter([(winner.kind, winner.pk)]))
    fact = facts_since(case, began_at)[0]
    happened = {"case.acknowledged": "Acknowledged", "case.changed": "hanged"}[fact.kind]
    for one, answer in zip(fifty, answers, strict=True):
        if answer.status_code != CONFLICT:
            continue
        if one.kind == "client":
            assert answer.json()["changes"] == [fact.kind]
            assert answer.json()["current_version"] == case.version
        else:
            assert "Nothing of yours was overwritten" in answer.text
            assert happened in answer.text
    assert (case.state == "acknowledged") == (fact.kind == "case.acknowledged")


def all_get_through_in_the_end_each_on_what_they_last_saw(fifty: list[Somebody], case: Case) -> None:
    """Who is told of a change looks again and decides again; no accepted title was written over unseen."""
    began_at = case.version
    accepted_on: dict[int, tuple[Somebody, str]] = {}  # the version that was seen -> who changed it, to what

    def insist(one: Somebody) -> httpx.Response:
        seen, title = began_at, a_word()
        for _try in range(len(fifty)):
            answer = one.change_title(case, title, seen)
            if answer.status_code in YES:
                accepted_on[seen] = (one, title)
                return answer
            assert answer.status_code == CONFLICT, answer.text[:500]
            seen = version_told(one, answer)
        raise AssertionError("never got through")

    all_at_once(fifty, insist)
    assert sorted(accepted_on) == list(range(began_at, began_at + len(fifty)))
    check_journal_and_versions(case, began_at, Counter((one.kind, one.pk) for one in fifty))
    in_order = [(one.kind, one.pk) for _seen, (one, _title) in sorted(accepted_on.items())]
    assert [(fact.by_kind, fact.by_id) for fact in facts_since(case, began_at)] == in_order
    assert case.title == accepted_on[case.version - 1][1]


def version_told(one: Somebody, answer: httpx.Response) -> int:
    """The present version as the refusal tells it: the program in its body, the person in the form that comes back."""
    if one.kind == "client":
        return int(answer.json()["current_version"])
    return int(answer.text.partition('name="seen" value="')[2].partition('"')[0])


def what_overwrites_nothing_is_taken_from_everybody(fifty: list[Somebody], case: Case) -> None:
    """Words are added, so they need no version."""
    began_at = case.version
    answers = all_at_once(fifty, lambda one: one.reply(case, f"by {one.kind} {one.pk}"))
    assert {answer.status_code in YES for answer in answers} == {True}
    check_journal_and_versions(case, began_at, Counter((one.kind, one.pk) for one in fifty))
    said = Counter(
        case.conversation.messages.filter(direction="out", kind="words").values_list("body", flat=True)
    )
    assert said == Counter(f"by {one.kind} {one.pk}" for one in fifty)
