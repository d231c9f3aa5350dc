"""A permission is a code with a sentence; roles (packs) list codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_known: dict[str, Permission] = {}


@dataclass(frozen=True)
class Permission:
    """`code` is the verb with its noun (`close_case`); `sentence` says it to a person.

    `of_customer`: a customer holds it for what is their own, without any role.
    """

    code: str
    sentence: Any = field(compare=False)
    of_customer: bool = False

    def __post_init__(self) -> None:
        if self.code in _known:
            raise ValueError(f"permission {self.code} is declared twice")
        _known[self.code] = self


def known_permissions() -> dict[str, Permission]:
    """Every declared permission by code, for the roles page and the pack loader."""
    return dict(_known)
