"""The company of the demo, put together from every domain's samples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SignIn:
    """What `make demo` prints for one role."""

    role: str
    name: str
    password: str
    page: str = "/"


def ensure_demo_company() -> list[SignIn]:
    """Make the demo company when it's missing. Returns a sign-in for each role, in the order to try them."""
    return []
