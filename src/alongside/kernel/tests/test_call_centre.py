import json
from datetime import UTC, datetime, timedelta

import pytest

from alongside.kernel.call_centre import (
    WINDOW,
    NotTheirs,
    NotUnderstood,
    check_signature,
    read_event,
    signature,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD = {"event": "ringing", "call": "c-1", "seq": 2, "at": "2026-03-02T17:00:00+08:00", "extension": "8001"}
BODY = json.dumps(TOLD).encode()
STAMP = str(int(NOW.timestamp()))


def test_only_what_was_signed_with_our_secret_just_now_is_theirs():
    """CHN-5: another secret, another body, another moment, an old one sent again: each is refused."""
    good = signature("secret", STAMP, BODY)
    check_signature("secret", timestamp=STAMP, given=good, body=BODY, now=NOW)

    for secret, stamp, given, body, now in [
        ("other", STAMP, good, BODY, NOW),
        ("", STAMP, signature("", STAMP, BODY), BODY, NOW),
        ("secret", STAMP, good, BODY + b" ", NOW),
        ("secret", str(int(STAMP) + 1), good, BODY, NOW),
        ("secret", "x" + STAMP, good, BODY, NOW),
        ("secret", STAMP, "é", BODY, NOW),
        ("secret", STAMP, good, BODY, NOW + WINDOW + timedelta(seconds=1)),
        ("secret", STAMP, good, BODY, NOW - WINDOW - timedelta(seconds=1)),
    ]:
        with pytest.raises(NotTheirs):
            check_signature(secret, timestamp=stamp, given=given, body=body, now=now)


def test_an_event_is_read_and_what_is_none_says_which_field():
    """CHN-5: moments come as ISO with an offset or in milliseconds; the rest is refused with its field's name."""
    assert read_event(BODY).at == read_event(json.dumps(TOLD | {"at": int(STAMP) * 1000}).encode()).at == NOW

    for field, wrong in [
        ("seq", "2"), ("seq", True), ("seq", 2**31), ("event", "danced"), ("event", []), ("call", ""), ("call", "c\0"),
        ("at", "2026-03-02T17:00:00"), ("at", 10**30), ("at", None), ("direction", "up"), ("from", 138),
    ]:  # fmt: skip
        with pytest.raises(NotUnderstood, match=field):
            read_event(json.dumps(TOLD | {field: wrong}).encode())
    for body in (b"", b"\xff", b"[]"):
        with pytest.raises(NotUnderstood, match="body"):
            read_event(body)
