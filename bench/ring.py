"""python -m bench.ring [N]: how long after a call centre's ring event the open desk shows who calls (N rings, 40).

A server with its own database answers. One agent sits there with a page open, which asks as ui/phone.js does, every 500 ms
after the answer before; rings are told at moments that know nothing of those. Timed from the sending of the signed event to
the card with the customer's name in the page's hands, and of that the work: taking the event, and drawing the card.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import random
import statistics
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bench.own_database import HOME, own_database
from bench.processes import free_port, served
from bench.visitors import Visitor

EVERY = 0.5  # seconds, as ui/phone.js
CODE, SECRET, NAME, NUMBER = "bench-line", "bench-secret", "周明轩", "13800004321"
LONGEST = 10.0
MOST_PAUSE = 0.9  # between two rings, so that they fall anywhere within the page's rhythm


@dataclass
class Page:
    """The open page: asks, and notes when a card with this name came, and how long its drawing took."""

    visitor: Visitor
    seen: str = ""
    shown_at: float = 0.0
    drawn: list[float] = field(default_factory=list)
    is_over: bool = False

    def keep_asking(self) -> None:
        while not self.is_over:
            began = time.perf_counter()
            status, body = self.visitor.get(f"/desk/calls/news/?seen={self.seen}")
            if status == 200:
                self.seen = self.visitor.headers["X-News"]
                if NAME.encode() in body:
                    self.drawn.append((time.perf_counter() - began) * 1000)
                    self.shown_at = time.perf_counter()
            elif status != 204:
                raise RuntimeError(f"the page was answered {status}")
            time.sleep(EVERY)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.ring", description=__doc__)
    parser.add_argument("rings", type=int, nargs="?", default=40)
    asked = parser.parse_args()
    with own_database("bench_ring"):
        _fill(datetime.now(UTC).replace(microsecond=0))
        import_module("alongside.config.frontend").gather(HOME / "frontend")
        import_module("django.core.management").call_command("collectstatic", interactive=False, verbosity=0)
        port = free_port()
        settings = {"PORT": str(port), "HOST": "127.0.0.1", "WEB_PROCESSES": "2", "LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "alongside.faces.cli", "serve"]
        with served(command, port=port, environment=settings, ready="/ready"):
            _measure(port, asked.rings)


def _fill(now: datetime) -> None:
    """A place, its telephone system, an agent who sits there and is ready, and a customer who will call."""
    import_module("alongside.config.packs").load_packs()
    data: Any = import_module("bench.data")
    people: Any = import_module("alongside.domain.organisation.samples")
    customers: Any = import_module("alongside.domain.customers.samples")
    seats: Any = import_module("alongside.domain.conversations.actions.seats")
    models: Any = import_module("alongside.domain.conversations.models")
    node = data.make_nodes(None, now)[0]
    agent = people.a_staff_member(now=now, name="林晓月", username="ring_agent")
    agent.password = data.make_password(data.PASSWORD)
    agent.save()
    people.an_appointment(staff=agent, role="hotline_agent", node=node, now=now)
    customers.a_customer(node=node, now=now, name=NAME, phone=NUMBER)
    line = models.Account.objects.create(
        code=CODE, node=node, channel="phone", provider="cti", name="400", options={"base": "http://127.0.0.1:1"},
        secrets=json.dumps({"key": "bench", "secret": SECRET}),
    )  # fmt: skip
    by = import_module("alongside.domain.organisation.queries").actor_for(agent, now=now)
    seats.say_readiness(
        seats.take_seat(line, extension="8001", by=by, now=now), state="ready", by=by, now=now
    )


def _measure(port: int, rings: int) -> None:
    visitor = Visitor(port, 0)
    visitor.sign_in("ring_agent", import_module("bench.data").PASSWORD)
    page, chance = Page(visitor), random.Random(7)
    asking = threading.Thread(target=page.keep_asking, daemon=True)
    asking.start()
    shown, taken = [], []
    for number in range(rings + 3):  # the first ones warm both processes
        time.sleep(EVERY + chance.random() * MOST_PAUSE)
        page.shown_at, began = 0.0, time.perf_counter()
        _tell(port, f"ring-{number}", 1, "ringing")
        taken.append((time.perf_counter() - began) * 1000)
        while not page.shown_at and time.perf_counter() - began < LONGEST:
            time.sleep(0.001)
        if not page.shown_at:
            raise RuntimeError("the card never came")
        shown.append((page.shown_at - began) * 1000)
        _tell(port, f"ring-{number}", 2, "abandoned")
    page.is_over = True
    print("| of the ring | median ms | 95 of 100 | longest |\n|---|--:|--:|--:|")
    for name, values in (
        ("event sent to card on the open page", shown[3:]),
        ("of that: taking the event", taken[3:]),
        ("of that: the answer with the card", page.drawn[3:]),
    ):
        values.sort()
        share = values[min(len(values) - 1, int(len(values) * 0.95))]
        print(f"| {name} | {statistics.median(values):.0f} | {share:.0f} | {values[-1]:.0f} |")


def _tell(port: int, call: str, sequence: int, kind: str) -> None:
    """As the call centre would: signed JSON. Raises where it is not taken."""
    told = {
        "event": kind,
        "seq": sequence,
        "call": call,
        "at": int(time.time() * 1000),
        "from": NUMBER,
        "extension": "8001",
    }
    body, timestamp = json.dumps(told).encode(), str(int(time.time()))
    signature = hmac.new(SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Timestamp": timestamp, "X-Signature": signature}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/channels/calls/{CODE}/", body, headers)
    with urllib.request.urlopen(request, timeout=LONGEST) as answer:
        answer.read()


if __name__ == "__main__":
    main()
