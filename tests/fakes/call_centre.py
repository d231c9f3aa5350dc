"""A call centre in the cloud: pushes the events of its calls to the address it was told, and serves recordings.

POST /test {"push": "http://…", "events": [{…}, …]} signs and pushes them, in that order, and answers what each was
answered; {"recording": "name", "seconds": 2} makes one; {"fails": 2} answers the next two questions with 503;
{"dials": {"push": "http://…", "speaks": 1}} lets it make calls: POST /calls {"call", "extension", "to"}, signed over its
body, rings at the extension, is answered and ends, each told at that address.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import math
import struct
import sys
import threading
import time
import urllib.error
import urllib.request
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

KEY, SECRET = "call-centre-key", "call-centre-secret"
RATE = 8_000


def signed(timestamp: str, body: bytes) -> str:
    return hmac.new(SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def tone(seconds: float) -> bytes:
    """A quiet tone as a telephone would record it."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        count = int(RATE * seconds)
        out.writeframes(
            b"".join(struct.pack("<h", int(3000 * math.sin(i * 440 * math.tau / RATE))) for i in range(count))
        )
    return kept.getvalue()


def push(address: str, event: dict[str, Any]) -> int:
    body = json.dumps(event).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Timestamp": timestamp,
        "X-Signature": signed(timestamp, body),
    }
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class CallCentre(BaseHTTPRequestHandler):
    recordings: dict[str, bytes] = {}
    fails = [0]
    dials: dict[str, Any] = {}

    def do_GET(self) -> None:
        if self.fails[0]:
            self.fails[0] -= 1
            return self._send(503, b"busy", "text/plain")
        timestamp = self.headers.get("X-Timestamp", "")
        is_ours = self.headers.get("X-Key") == KEY and timestamp.isdigit()
        is_ours = is_ours and abs(time.time() - int(timestamp)) < 300
        if not is_ours or signed(timestamp, self.path.encode()) != self.headers.get("X-Signature"):
            return self._send(401, b"not signed", "text/plain")
        if self.path == "/account":
            return self._send(200, b"{}", "application/json")
        found = self.recordings.get(unquote(self.path.removeprefix("/recordings/")))
        return self._send(200, found, "audio/wav") if found else self._send(404, b"", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}"
        told = json.loads(body)
        if self.path == "/calls":
            return self._dial(told, body)
        self.dials.update(told.get("dials", {}))
        if "recording" in told:
            self.recordings[told["recording"]] = tone(told.get("seconds", 1))
        self.fails[0] = told.get("fails", self.fails[0])
        answers = [push(told["push"], event) for event in told.get("events", [])]
        self._send(200, json.dumps(answers).encode(), "application/json")

    def _dial(self, told: dict[str, Any], body: bytes) -> None:
        timestamp = self.headers.get("X-Timestamp", "")
        is_ours = self.headers.get("X-Key") == KEY and timestamp.isdigit()
        if not is_ours or signed(timestamp, body) != self.headers.get("X-Signature"):
            return self._send(401, b"not signed", "text/plain")
        if self.fails[0]:
            self.fails[0] -= 1
            return self._send(503, b"busy", "text/plain")
        self._send(202, b"{}", "application/json")
        threading.Thread(target=self._call, args=(told, dict(self.dials)), daemon=True).start()

    @staticmethod
    def _call(told: dict[str, Any], dials: dict[str, Any]) -> None:
        for number, kind in enumerate(("ringing", "answered", "hung_up"), start=1):
            if kind == "hung_up":
                time.sleep(dials.get("speaks", 1))
            event = {
                "event": kind,
                "seq": number,
                "call": told["call"],
                "at": int(time.time() * 1000),
                "direction": "out",
            }
            event |= {
                "to": told["to"],
                "extension": told["extension"],
                "by": "customer" if kind == "hung_up" else "",
            }
            push(dials["push"], event)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), CallCentre).serve_forever()
