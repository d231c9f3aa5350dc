"""A round of plans or letters in processes of its own that are killed (SIGKILL) and started again (JRN-9)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bench.own_database import database_cpu_seconds

GO_THROUGH = {
    "journeys": "alongside.domain.journeys.actions.moving",
    "bulletin": "alongside.domain.bulletins.actions.telling",
}


@dataclass(frozen=True)
class Cost:
    """What a round took: by the clock, of our processes, of PostgreSQL's; in seconds."""

    clock: float
    ours: float
    database: float

    def of(self, count: int, what: str) -> str:
        return (
            f"{self.clock:.0f} s by the clock, {count / self.clock:,.0f} {what}s/s; processor: "
            f"{self.ours / count * 1000:.2f} ms ours and {self.database / count * 1000:.2f} ms PostgreSQL a {what}; "
            f"load {os.getloadavg()[0]:.0f}"
        )


def go_through_killed(what: str, round_: Any, *, kills: int) -> Cost:
    """Until it is done. `round_` knows its `total` and how many are `done`."""
    began, database, ours = time.perf_counter(), database_cpu_seconds(), _children_seconds()
    for place in range(1, kills + 1):
        _killed_at(what, round_, round_.total * place // (kills + 1))
    _child(what, round_).wait()
    round_.refresh_from_db()
    assert round_.done == round_.total, (round_.done, round_.total)
    return Cost(time.perf_counter() - began, _children_seconds() - ours, database_cpu_seconds() - database)


def _killed_at(what: str, round_: Any, done: int) -> None:
    """A process works on the round until so many are done, and is killed."""
    child = _child(what, round_)
    while child.poll() is None:
        round_.refresh_from_db()
        if round_.done >= done:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return
        time.sleep(0.2)


def _child(what: str, round_: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.rounds", what, str(round_.pk)])


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":  # in the child: what is left of the round
    import_module("django").setup()
    actions: Any = import_module(GO_THROUGH[sys.argv[1]])
    actions.go_through(int(sys.argv[2]), now=datetime.now(UTC))
