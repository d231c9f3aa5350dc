"""Writes .env.example from the settings' own documentation: `make lock` and whoever adds a variable run it.

`python tools/env_example.py` prints it; a test compares the file with it.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from pydantic import SecretStr

from alongside.config.environment import PROJECT, Environment

HEAD = """\
# Everything that can be set from outside. Copy it to .env or to the service's environment file and change what
# differs. An empty value means the default, which stands behind each name. A wrong value is named at the start.
"""


def text() -> str:
    """The whole file."""
    parts = [HEAD]
    for name, field in Environment.model_fields.items():
        words = " ".join((field.description or "").split())
        comment = "\n".join(f"# {line}" for line in textwrap.wrap(words, 108))
        parts.append(f"{comment}\n{name.upper()}={_shown(field.default)}\n")
    return "\n".join(parts)


def _shown(default: object) -> str:
    if default is None or isinstance(default, SecretStr):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, Path):
        return str(default.relative_to(PROJECT)) if default.is_relative_to(PROJECT) else str(default)
    return f'"{default}"' if " " in str(default) else str(default)


if __name__ == "__main__":
    print(text(), end="")
