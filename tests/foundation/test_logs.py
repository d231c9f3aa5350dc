"""Logs are JSON lines without secrets and without personal data."""

from __future__ import annotations

import io
import json
import logging

import pytest

from alongside.config import logs


@pytest.fixture
def written():
    """What the log wrote so far, as objects."""
    before, level = logging.root.handlers[:], logging.root.level
    logs.configure("info")
    (handler,) = set(logging.root.handlers) - set(before)
    lines = io.StringIO()
    handler.setStream(lines)
    yield lambda: [json.loads(line) for line in lines.getvalue().splitlines()]
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def fail_with(secret: str) -> None:
    phone = secret  # what a traceback with local variables would show
    raise ValueError(f"duplicate key\nDETAIL: Key (phone)=({phone}) already exists.")


def test_a_failure_is_logged_without_the_values_it_met(written):
    number = "".join(["138", "0000", "1111"])  # not in one piece: the source line is no secret
    try:
        fail_with(number)
    except ValueError:
        logging.getLogger("anything").exception("failed")
    (line,) = written()
    assert line["exception"][0]["exc_value"] == "duplicate key"
    assert line["exception"][0]["frames"]
    assert number not in json.dumps(line)


def test_the_logs_of_libraries_are_json_too(written):
    logging.getLogger("some.library").warning("disk %s", "full")
    (line,) = written()
    assert (line["event"], line["level"], line["logger"]) == ("disk full", "warning", "some.library")
