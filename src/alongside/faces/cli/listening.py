"""The thread of a worker that is told by mail servers that something came (CHN-2)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections

AFTER_TROUBLE = 10.0  # seconds
JOINED_WITHIN = 25.0  # a mail server that hangs is left to the end of the process

log = logging.getLogger(__name__)


@contextmanager
def listening_to_mailboxes() -> Iterator[None]:
    """While the block runs. Whatever goes wrong is waited for: mails are read by the clock meanwhile."""
    stop = threading.Event()
    thread = threading.Thread(target=_listen, args=(stop,), name="mailboxes", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(JOINED_WITHIN)


def _listen(stop: threading.Event) -> None:
    chapter = import_module("alongside.domain.conversations.actions.listening")  # needs Django to be ready
    listener = chapter.Listener()
    looked_at: datetime | None = None
    while not stop.is_set():
        now = datetime.now(UTC)
        try:
            if looked_at is None or now - looked_at >= chapter.LOOK:
                close_old_connections()
                looked_at = now
                listener.look(now=now)
            listener.hear(1.0, now=now)
            if not listener.ears:
                stop.wait(1.0)
        except (DatabaseError, InterfaceError) as error:
            log.warning("mailboxes are not listened to for a while: %s", type(error).__name__)
            close_old_connections()
            stop.wait(AFTER_TROUBLE)
    _end(listener)


def _end(listener: Any) -> None:
    try:
        listener.close()
    except (DatabaseError, InterfaceError):
        log.info("the claims on mailboxes run out by themselves")
    close_old_connections()
