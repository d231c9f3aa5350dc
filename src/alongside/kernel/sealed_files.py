"""Files that lie encrypted wherever they are kept (INF-1): sealed piece by piece, so that a big one needs no memory.

A sealed file is `AS1`, the length of the key's id and the id, seven random bytes, then pieces of 64 KB, each with
its tag. A piece's nonce is those seven bytes, its number, and whether it is the last: pieces that are changed,
moved, left out or cut off are found when they are read. Old keys still read; the first key writes.
"""

from __future__ import annotations

import io
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag

from alongside.kernel.crypto import current_key, key_of

MARK, PIECE, TAG, SALT = b"AS1", 64 * 1024, 16, 7


class BrokenSeal(OSError):
    """The file was changed, cut off, or is none that was sealed here."""


def seal(plain: IO[bytes], into: IO[bytes]) -> None:
    """Write what is left of `plain` into `into`, sealed with the current key."""
    key_id, key = current_key()
    name, salt = key_id.encode(), os.urandom(SALT)
    head = MARK + bytes([len(name)]) + name + salt
    into.write(head)
    number, piece = 0, plain.read(PIECE)
    while True:
        following = plain.read(PIECE)
        into.write(key.encrypt(_nonce(salt, number, is_last=not following), piece, head))
        if not following:
            return
        number, piece = number + 1, following


def key_id_of(sealed: Any) -> str:
    """Under which key a sealed file lies, from its beginning."""
    start = sealed.read(len(MARK) + 1)
    if len(start) <= len(MARK) or not start.startswith(MARK):
        raise BrokenSeal("not sealed")
    return sealed.read(start[-1]).decode()


class Unsealed(io.RawIOBase):
    """The plain bytes of a sealed file, from its beginning to its end. Closes what it reads from."""

    def __init__(self, sealed: Any) -> None:
        self._sealed = sealed
        start = sealed.read(len(MARK) + 1)
        if len(start) <= len(MARK) or not start.startswith(MARK):
            raise BrokenSeal("not sealed")
        name, self._salt = sealed.read(start[-1]), sealed.read(SALT)
        self._head, self._key = start + name + self._salt, key_of(name.decode())
        self._number, self._ready = 0, memoryview(b"")
        self._following = sealed.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._ready and self._following:
            self._ready = memoryview(self._next())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()

    def _next(self) -> bytes:
        piece, self._following = self._following, self._sealed.read(PIECE + TAG)
        nonce = _nonce(self._salt, self._number, is_last=not self._following)
        self._number += 1
        try:
            return self._key.decrypt(nonce, piece, self._head)
        except InvalidTag as error:
            raise BrokenSeal(f"piece {self._number}") from error


def _nonce(salt: bytes, number: int, *, is_last: bool) -> bytes:
    return salt + number.to_bytes(4, "big") + bytes([is_last])
