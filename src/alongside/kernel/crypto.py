"""Field encryption: authenticated, the key's id beside each value (INF-1). How it is found again: blind_indexes.

A stored value is `keyid:` + base64(nonce + ciphertext + tag). Old keys still read; the first key writes.
"""

from __future__ import annotations

import base64
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _keys(spec: str) -> dict[str, AESGCM]:
    pairs = (one.strip().split(":", 1) for one in spec.split(",") if one.strip())
    return {key_id: AESGCM(base64.urlsafe_b64decode(key)) for key_id, key in pairs}


def current_key() -> tuple[str, AESGCM]:
    """The key that writes, with its id."""
    return next(iter(_keys(settings.FIELD_KEYS).items()))


def key_of(key_id: str) -> AESGCM:
    """A key that reads. KeyError for an id that is not among ours any more."""
    return _keys(settings.FIELD_KEYS)[key_id]


def encrypt(plain: str) -> str:
    """The plain text under the current key. The empty string stays empty."""
    if not plain:
        return ""
    key_id, key = current_key()
    nonce = os.urandom(NONCE_BYTES)
    return f"{key_id}:" + base64.b64encode(nonce + key.encrypt(nonce, plain.encode(), None)).decode()


def decrypt(stored: str) -> str:
    """The plain text. Raises KeyError for an unknown key id, InvalidTag for an altered value."""
    if not stored:
        return ""
    key_id, _, body = stored.partition(":")
    raw = base64.b64decode(body)
    return key_of(key_id).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()


class EncryptedTextField(models.TextField):
    """Text that the database only ever sees encrypted. Not for filtering: store a blind index beside it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value is None else decrypt(value)
