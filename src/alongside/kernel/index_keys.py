"""How BLIND_INDEX_KEY is written: one secret, or `ID:KEY[,ID:KEY…]`, where `:KEY` is the one from before ids. Pure."""

from __future__ import annotations

import re

_ONE = re.compile(r"[A-Za-z0-9]{1,20}:[A-Za-z0-9_=\-]{32,}|:[^,]{16,}")
_BEGINS_LIKE_A_LIST = re.compile(r"[A-Za-z0-9]{0,20}:")


def index_keys(spec: str) -> tuple[tuple[str, bytes], ...]:
    """(id, secret) of each key, the one that writes first; the id is "" for a secret alone.

    ValueError for what begins as a list and is none: taken as one secret, it would find nobody any more.
    """
    parts = [one.strip() for one in spec.split(",")]
    if all(_ONE.fullmatch(one) for one in parts):
        keys = [(key_id, key.encode()) for key_id, _colon, key in (one.partition(":") for one in parts)]
        if len({key_id for key_id, _key in keys}) < len(keys):
            raise ValueError("two keys have the same id")
        return tuple(keys)
    if len(parts) > 1 or _BEGINS_LIKE_A_LIST.match(spec):
        raise ValueError(
            "neither one secret without commas and colons, nor ID:KEY[,ID:KEY…] of 32 letters or more"
        )
    return (("", spec.encode()),)
