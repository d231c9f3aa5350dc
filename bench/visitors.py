"""Visitors that ask a server on loopback: so many at once, each as soon as it has its answer, for so long."""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message

Ask = Callable[["Visitor"], int]


@dataclass
class Timing:
    """What a run gave: milliseconds of each answer, sorted, and the seconds it took altogether."""

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def share(self, percent: float) -> float:
        """The percentile in milliseconds."""
        if not self.milliseconds:
            return float("nan")
        return self.milliseconds[min(len(self.milliseconds) - 1, int(len(self.milliseconds) * percent / 100))]


class Visitor:
    """One browser: a kept connection, cookies, the forgery token. Loopback only."""

    def __init__(self, port: int, number: int) -> None:
        self.number = number
        self.step = 0
        self.cookies: dict[str, str] = {}
        self.headers: Message = Message()  # of the last answer
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path, None, {})

    def post(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, username: str, password: str) -> None:
        """Through the real sign-in page. Raises RuntimeError when it does not let in."""
        _status, page = self.get("/sign-in/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token:
            self.cookies.setdefault("csrftoken", token[1].decode())
        status, page = self.post("/sign-in/", {"login": username, "password": password})
        if status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{username} could not sign in: {status}")

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        headers = {
            **headers,
            "Host": "127.0.0.1",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name.strip()] = rest.split(";", 1)[0]
        self.headers = answer.headers
        # What was said after an act is shown once, by the page that a browser goes on to.
        self.cookies.pop("messages", None)
        return answer.status, answer.read()


def keep_asking(visitors: list[Visitor], ask: Ask, *, seconds: float, expected: int) -> Timing:
    """Let all visitors ask at once for so long. Raises RuntimeError at the first answer that is not `expected`."""
    timing, faults, lock = Timing(), [], threading.Lock()
    until = time.perf_counter() + seconds

    def one(visitor: Visitor) -> None:
        mine = []
        for started in _moments(until):
            try:
                status = ask(visitor)
            except Exception as fault:
                faults.append(repr(fault))
                return
            mine.append((time.perf_counter() - started) * 1000)
            if status != expected:
                faults.append(f"answer {status} instead of {expected}")
                return
        with lock:
            timing.milliseconds += mine

    began = time.perf_counter()
    threads = [threading.Thread(target=one, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timing.seconds = time.perf_counter() - began
    if faults:
        raise RuntimeError(faults[0])
    timing.milliseconds.sort()
    return timing


def _moments(until: float) -> Iterator[float]:
    while (now := time.perf_counter()) < until:
        yield now
