"""A ZIP written while it is sent: neither the whole of it nor one large file is ever in memory or on a disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

PIECE = 64 * 1024


class _Sent(io.RawIOBase):
    """What `zipfile` writes to, handed on piece by piece. It cannot be gone back in, so sizes follow the bytes."""

    def __init__(self) -> None:
        self._ready: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._ready.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        ready, self._ready = b"".join(self._ready), []
        return ready


def zipped(entries: Iterable[tuple[str, Iterable[bytes]]], *, at: datetime) -> Iterator[bytes]:
    """The ZIP of these (name, bytes in pieces), in their order. Names are UTF-8; what is packed already is stored."""
    sent = _Sent()
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(sent, "w", allowZip64=True) as made:
        for name, pieces in entries:
            info = zipfile.ZipInfo(name, date_time=(max(moment[0], 1980), *moment[1:]))
            info.compress_type = (
                zipfile.ZIP_DEFLATED if name.endswith((".json", ".txt")) else zipfile.ZIP_STORED
            )
            with made.open(info, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    if ready := sent.taken():
                        yield ready
            if ready := sent.taken():
                yield ready
    yield sent.taken()


def pieces_of(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]
