"""Who pushed this, and what is in it: the signatures, and AES with the key that the account and we share. Pure.

A sealed message is AES-256-CBC over 16 random bytes, the length (4 bytes), the message and the account's app id, filled
up to blocks of 32 bytes. Its first vector is the key's beginning.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
NOISE = 16
KEY_CHARACTERS = 43


class BadSeal(ValueError):
    """Not sealed with this key, or not for this account."""


def signature(*parts: str) -> str:
    """Over the token, the time and the nonce; of a sealed message over its text too. In whatever order."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


class Seal:
    """What the account and we share in the sealed mode. ValueError for a key that is none."""

    def __init__(self, key: str, app_id: str) -> None:
        try:
            self._key = base64.b64decode(key + "=")
        except (binascii.Error, ValueError) as error:
            raise ValueError("the key has 43 letters and digits") from error
        if len(key) != KEY_CHARACTERS or len(self._key) != BLOCK:
            raise ValueError("the key has 43 letters and digits")
        self._app_id = app_id.encode()

    def open(self, sealed: str) -> bytes:
        """The message within. BadSeal."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            decryptor = self._cipher().decryptor()
            filled = decryptor.update(raw) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise BadSeal("not sealed") from error
        if not filled or not 1 <= filled[-1] <= BLOCK:
            raise BadSeal("another key")
        told = filled[NOISE : -filled[-1]]
        if len(told) < 4:
            raise BadSeal("too short")
        (length,) = struct.unpack(">I", told[:4])
        message, app_id = told[4 : 4 + length], told[4 + length :]
        if len(message) != length or not hmac.compare_digest(app_id, self._app_id):
            raise BadSeal("another account")
        return message

    def close(self, message: bytes, *, noise: bytes = b"") -> str:
        told = (noise or os.urandom(NOISE)) + struct.pack(">I", len(message)) + message + self._app_id
        missing = BLOCK - len(told) % BLOCK
        encryptor = self._cipher().encryptor()
        raw = encryptor.update(told + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(raw).decode()

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self._key), CBC(self._key[:16]))
