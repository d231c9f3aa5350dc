"""Files that lie encrypted (INF-1)."""

import io
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from alongside.kernel.sealed_files import MARK, PIECE, SALT, TAG, BrokenSeal, Unsealed, seal


def sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    seal(io.BytesIO(plain), out)
    return out.getvalue()


def opened(body: bytes) -> bytes:
    return io.BufferedReader(Unsealed(io.BytesIO(body))).read()


SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_again(size: int) -> None:
    """INF-1: at every length around the pieces, and nothing of it can be read in between."""
    plain = (b"13900002222 " * (size // 12 + 1))[:size]
    body = sealed(plain)
    assert opened(body) == plain
    assert b"1390000" not in body
    assert sealed(plain) != body


@given(plain=st.binary(max_size=500), at=st.integers(0), bit=st.integers(0, 7))
def test_a_changed_bit_is_found(plain: bytes, at: int, bit: int) -> None:
    """INF-1: in the head, in a nonce, in the text or in the tag."""
    body = bytearray(sealed(plain))
    body[at % len(body)] ^= 1 << bit
    with pytest.raises((BrokenSeal, KeyError, UnicodeDecodeError)):
        opened(bytes(body))


@pytest.mark.parametrize("change", ["cut", "doubled", "swapped", "longer", "emptied"])
def test_pieces_that_are_missing_or_moved_are_found(change: str) -> None:
    """INF-1"""
    body = sealed(b"x" * (2 * PIECE + 50))
    start = len(body) - (2 * (PIECE + TAG) + 50 + TAG)
    head, step = body[:start], PIECE + TAG
    one, two, three = (
        body[start : start + step],
        body[start + step : start + 2 * step],
        body[start + 2 * step :],
    )
    broken = {
        "cut": head + one + two,
        "doubled": head + one + one + two + three,
        "swapped": head + two + one + three,
        "longer": body + b"x",
        "emptied": head[: len(MARK)],
    }[change]
    with pytest.raises(BrokenSeal):
        opened(broken)


def test_old_keys_still_read_and_the_first_one_writes(settings) -> None:
    """INF-1: keys are changed without a stop."""
    old = sealed(b"before")
    new_key = "new:" + urlsafe_b64encode(AESGCM.generate_key(256)).decode()
    settings.FIELD_KEYS = f"{new_key},{settings.FIELD_KEYS}"
    assert opened(old) == b"before"
    assert sealed(b"after")[len(MARK) + 1 :][:3] == b"new"
    assert len(sealed(b"")) == len(MARK) + 1 + 3 + SALT + TAG
