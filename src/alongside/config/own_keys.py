"""Keys of a first run: made once and kept beside the embedded database, so that a second start keeps the data."""

from __future__ import annotations

import base64
import fcntl
import json
import secrets
from pathlib import Path

from pydantic import SecretStr

from alongside.config.environment import Environment

NAMES = ("secret_key", "field_keys", "blind_index_key", "audit_keys")


def complete(environment: Environment) -> dict[str, str]:
    """Every key in NAMES: from the environment, else from VAR_DIR/keys.json."""
    given = {name: getattr(environment, name) for name in NAMES}
    kept = {} if all(given.values()) else _kept(environment.var_dir)
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else kept[name]
        for name, value in given.items()
    }


def _kept(var_dir: Path) -> dict[str, str]:
    """The kept keys, made when missing. Two processes at once get the same ones."""
    var_dir.mkdir(parents=True, exist_ok=True)
    path = var_dir / "keys.json"
    path.touch(mode=0o600)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = json.loads(file.read() or "{}")
        if set(NAMES) <= set(kept):
            return kept
        keys = {
            "secret_key": secrets.token_urlsafe(48),
            "field_keys": "k1:" + new_key(),
            "blind_index_key": secrets.token_urlsafe(32),
            "audit_keys": "a1:" + new_key(),
            **kept,
        }
        file.seek(0)
        file.truncate()
        file.write(json.dumps(keys))
        return keys


def new_key() -> str:
    """32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
