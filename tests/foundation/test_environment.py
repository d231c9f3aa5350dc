"""Settings come from the environment only, and a wrong one is named before anything starts."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alongside.config.environment import Environment

ROOT = Path(__file__).resolve().parents[2]


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """What `alongside check` says when started with these variables alone."""
    return subprocess.run(
        [sys.executable, "-m", "alongside.faces.cli", "serve"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "name, value",
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("PUBLIC_URL", "service.example.com"),
        ("EMAIL_URL", "mail.example.com:25"),
        ("LOG_LEVEL", "loud"),
        ("DEBUG", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_and_ends_the_start(name, value):
    answer = start(**{name: value})
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"alongside: {name}: ")
    assert "Traceback" not in answer.stderr


def test_every_wrong_value_is_named_at_once():
    answer = start(PORT="x", WEB_THREADS="0")
    assert "PORT" in answer.stderr
    assert "WEB_THREADS" in answer.stderr


def test_a_wrong_secret_is_named_but_not_shown():
    answer = start(DATABASE_URL="postgresql://user:verysecret@host:notaport:1/x y=")
    assert answer.returncode == 2
    assert "verysecret" not in answer.stderr + answer.stdout


def test_a_database_of_ones_own_needs_keys_of_ones_own():
    answer = start(DATABASE_URL="postgresql://user@127.0.0.1/name", SECRET_KEY="x")
    assert answer.returncode == 2
    assert "FIELD_KEYS, BLIND_INDEX_KEY, AUDIT_KEYS must be set" in answer.stderr


@pytest.mark.parametrize(
    "url, port, encrypted",
    [
        ("smtp://mail.example.com", 25, (False, False)),
        ("smtp+tls://me:p%40ss@mail.example.com", 587, (True, False)),
        ("smtps://mail.example.com:4650", 4650, (False, True)),
    ],
)
def test_mail_server_is_read_from_one_address(url, port, encrypted):
    server = Environment(email_url=url).mail_server()
    assert server["EMAIL_PORT"] == port
    assert (server["EMAIL_USE_TLS"], server["EMAIL_USE_SSL"]) == encrypted
    if "p%40ss" in url:
        assert server["EMAIL_HOST_PASSWORD"] == "p@ss"


def test_the_example_names_every_variable_with_its_words():
    spec = importlib.util.spec_from_file_location("env_example", ROOT / "tools" / "env_example.py")
    assert spec and spec.loader
    env_example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(env_example)
    assert (ROOT / ".env.example").read_text() == env_example.text()
    assert all(field.description for field in Environment.model_fields.values())
