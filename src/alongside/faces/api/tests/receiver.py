"""A real HTTP server on loopback that takes webhooks, or refuses them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """Answers with `answers` one after the other, then 200; keeps what came."""

    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    arrived: threading.Event = field(default_factory=threading.Event)
    hold: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        kept: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kept.came.append((dict(self.headers), body))
        kept.arrived.set()
        kept.hold.wait(10)
        status = kept.answers.pop(0) if kept.answers else 200
        self.send_response(status)
        for name, value in kept.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(f"answered {status}".encode())

    def log_message(self, *_arguments: object) -> None:
        pass


def open_receiver() -> tuple[Receiver, ThreadingHTTPServer]:
    """Listening on a free port; close the server when done."""
    kept = Receiver()
    kept.hold.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.receiver = kept  # type: ignore[attr-defined]
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/hook?from=alongside"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return kept, server
