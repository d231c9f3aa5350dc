"""People and programs at work while everything is being killed, and what they were promised."""

from __future__ import annotations

import random
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import httpx
from tests.cast import Cast
from tests.crash.machines import a_word, desk_client, long_ago, program_client

from alongside.domain.organisation.actions.clients import create_client
from alongside.domain.organisation.models import Role
from alongside.kernel.actor import SYSTEM

SAYS_YES = {200, 201, 302}
NOT_NOW = 503


@dataclass
class Promises:
    """What was asked, and what of it got a good answer. Words are unique, so each can be found again."""

    asked_to_open: set[str] = field(default_factory=set)
    opened: dict[str, str] = field(default_factory=dict)  # title -> number
    asked_to_say: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)  # words -> number
    moved: set[tuple[str, str]] = field(default_factory=set)  # (number, kind of fact)
    odd: list[str] = field(default_factory=list)
    lost_answers: int = 0
    not_now: int = 0


class Visitor(threading.Thread, ABC):
    """Opens cases, answers in them, moves them on; notes what was promised. Ends when told to."""

    def __init__(
        self, client: httpx.Client, promises: Promises, stop: threading.Event, seed: int, pace: float
    ) -> None:
        super().__init__(daemon=True)
        self.client, self.promises, self.stop = client, promises, stop
        self.choice, self.pace = random.Random(seed), pace

    def run(self) -> None:
        while not self.stop.is_set():
            self.one_matter()

    def one_matter(self) -> None:
        title = a_word()
        self.promises.asked_to_open.add(title)
        number = self.open(title)
        if number:
            self.promises.opened[title] = number
            if self.acknowledge(number):
                self.promises.moved.add((number, "case.acknowledged"))
            for _ in range(self.choice.randint(1, 2)):
                words = a_word()
                self.promises.asked_to_say.add(words)
                if self.say(number, words):
                    self.promises.said[words] = number
        self.stop.wait(self.pace * self.choice.random())

    def ask(self, path: str, **given: object) -> httpx.Response | None:
        """The answer, or None when the connection broke or the site says that it cannot just now."""
        try:
            response = self.client.post(path, **given)  # type: ignore[arg-type]
        except httpx.TransportError:
            self.promises.lost_answers += 1
            time.sleep(0.3)
            return None
        if response.status_code == NOT_NOW:
            self.promises.not_now += 1
            time.sleep(0.3)
            return None
        if response.status_code not in SAYS_YES or "sign-in" in response.headers.get("Location", ""):
            self.promises.odd.append(f"{path} {response.status_code} {response.text[:300]}")
        return response

    @abstractmethod
    def open(self, title: str) -> str:
        """The new case's number."""

    @abstractmethod
    def acknowledge(self, number: str) -> bool:
        """Whether that was promised."""

    @abstractmethod
    def say(self, number: str, words: str) -> bool:
        """Whether that was promised."""


class Program(Visitor):
    """Over the API. A patient one asks again with the same key until it is answered."""

    def __init__(self, *args: object, body: dict[str, object], is_patient: bool, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.body, self.is_patient = body, is_patient

    def open(self, title: str) -> str:
        response = self.send("/cases", {**self.body, "title": title, "words": f"words of {title}"})
        return response.json()["number"] if response is not None and response.status_code == 201 else ""

    def acknowledge(self, number: str) -> bool:
        response = self.send(f"/cases/{number}/acknowledge_case", {})
        return response is not None and response.status_code == 200

    def say(self, number: str, words: str) -> bool:
        response = self.send(f"/cases/{number}/reply_to_customer", {"words": words})
        return response is not None and response.status_code in SAYS_YES

    def send(self, path: str, body: dict[str, object]) -> httpx.Response | None:
        key = a_word()
        while True:
            response = self.ask(path, json=body, headers={"Idempotency-Key": key} if self.is_patient else {})
            if response is not None or not self.is_patient:
                return response


class Person(Visitor):
    """At the desk, with its forms. Who gets no answer looks no further."""

    def __init__(self, *args: object, form: dict[str, object], place: str, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.form, self.place = form, place

    def open(self, title: str) -> str:
        response = self.ask(
            f"/desk/cases/new/?{self.place}", data={**self.form, "title": title, "words": f"words of {title}"}
        )
        if response is None or not response.headers.get("Location", "").startswith("/desk/cases/"):
            return ""
        return response.headers["Location"].rstrip("/").rpartition("/")[2]

    def acknowledge(self, number: str) -> bool:
        response = self.ask(f"/desk/cases/{number}/acknowledge_case/", data={"seen": ""})
        return response is not None and self.went_well(response)

    def went_well(self, response: httpx.Response) -> bool:
        """A redirect to a case, not to a sign-in."""
        return response.headers.get("Location", "").startswith("/desk/cases/")

    def say(self, number: str, words: str) -> bool:
        response = self.ask(
            f"/desk/cases/{number}/reply_to_customer/", data={"words": words, "channel": "portal"}
        )
        return response is not None and self.went_well(response)


def four_at_work(
    url: str, cast: Cast, promises: Promises, stop: threading.Event, pace: float
) -> list[Visitor]:
    """Three programs, two of them patient, and a person; already at it."""
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
            Program(
                program_client(url, token), promises, stop, seed, pace, body=body, is_patient=seed % 2 == 0
            )
            for seed in range(3)
        ),
        Person(
            desk_client(url, cast.agent.staff), promises, stop, 7, pace,
            form=form, place=f"customer={cast.customer.id}&unit={cast.unit.pk}",
        ),
    ]  # fmt: skip
    for one in visitors:
        one.start()
    return visitors


def send_home(visitors: list[Visitor]) -> None:
    """They finish what is at hand; a patient one first gets its answer."""
    for one in visitors:
        one.join(60)
        assert not one.is_alive(), "somebody still waits for an answer"
        one.client.close()
