"""What the platforms' fakes share: JSON over HTTP, and a door for the test to say what happens next.

POST /test {"user": …, "wrong": …, "spoil": true}; GET /test tells how often each address was asked; GET /sent what people
and groups were sent. {"fails": [code, …]} are the next answers to a message ("down": no sense at all), {"fresh": true}
forgets all of it. {"departments": […], "members": […]} are who works there; {"page": n} how many come at once.
"""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit


class Platform(BaseHTTPRequestHandler, ABC):
    said: dict[str, Any] = {}
    asked: Counter[str] = Counter()
    codes: dict[str, str] = {}
    tokens: list[str] = []
    sent: list[dict[str, Any]] = []
    login_path = ""
    login_paths: tuple[str, ...] = ()
    code_name = "code"

    @abstractmethod
    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        """A dictionary (200), or (status, dictionary)."""

    def refused_login(self, path: str, query: dict[str, str]) -> dict[str, Any] | None:
        """Why nobody is sent back, if the question is wrong."""
        return None

    def read_body(self, raw: bytes) -> dict[str, Any]:
        """What was sent; JSON unless a platform says otherwise."""
        return json.loads(raw or b"{}")

    def code_for(self, query: dict[str, str]) -> str:
        """What a code stands for."""
        return self.said.get("user", "")

    def _do(self, method: str) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        size = int(self.headers.get("Content-Length") or 0)
        body = self.read_body(self.rfile.read(size)) if size else {}
        if parts.path == "/test":
            if method == "POST":
                self.said.update(body)
                if body.get("spoil"):
                    self.tokens.clear()
                if body.get("fresh"):
                    self.sent.clear()
                    self.said.pop("fails", None)
            return self._send(200, dict(self.asked))
        if parts.path == "/sent":
            return self._send(200, self.sent)
        self.asked[parts.path] += 1
        if parts.path in (self.login_paths or (self.login_path,)):
            if no := self.refused_login(parts.path, query):
                return self._send(400, no)
            code = f"code-{sum(self.asked.values())}"
            self.codes[code] = self.code_for(query)
            back = {self.code_name: code, "state": query.get("state", "")}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
            self.end_headers()
            return None
        found = self.answer(method, parts.path, query, body)
        return self._send(*(found if isinstance(found, tuple) else (200, found)))

    def next_failure(self) -> Any:
        """What the test wished the next message to be answered with; None: nothing wrong."""
        return self.said["fails"].pop(0) if self.said.get("fails") else None

    def staff(self, department: str) -> list[dict[str, Any]]:
        """Who belongs to a department itself."""
        return [one for one in self.said.get("members", []) if department in one["departments"]]

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        raw = json.dumps(body).encode() if body != "down" else b"<html>Bad Gateway</html>"
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def new_token(self) -> str:
        self.tokens.append(f"token-{sum(self.asked.values())}")
        return self.tokens[-1]

    @classmethod
    def serve(cls) -> None:
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), cls).serve_forever()
