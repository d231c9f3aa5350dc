"""What a notice says, in the reader's language at the moment of reading; what a chain of yeses lacks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_known: dict[str, NoticeKind] = {}


def _as_they_are(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return facts


@dataclass(frozen=True)
class NoticeKind:
    """`sentence` is what the person reads, under the notice's label; it may use %(name)s of the facts.

    `words` turns codes among the facts into words first.
    """

    kind: str
    sentence: Any
    words: Callable[[Mapping[str, Any]], Mapping[str, Any]] = _as_they_are

    def __post_init__(self) -> None:
        if self.kind in _known:
            raise ValueError(f"notice {self.kind} is declared twice")
        _known[self.kind] = self


def notice_sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a notice in the present language; the bare kind for one that is no longer declared."""
    known = _known.get(kind)
    if known is None:
        return kind
    try:
        return str(known.sentence) % known.words(facts)
    except KeyError:  # an older version wrote fewer facts
        return str(known.sentence).split("%(")[0].rstrip(" :：,，(（")


Steps = Sequence[tuple[str, Decimal]]  # (code of the permission, from which amount in yuan on), in order


def steps_missing(own: Steps, above: Steps) -> list[tuple[str, Decimal]]:
    """What a place's own chain asks for less than what holds above it; each step of its own answers one of those."""
    left = sorted(own, key=lambda step: step[1])
    missing = []
    for code, amount in sorted(above, key=lambda step: step[1]):
        met = next((one for one in left if one[0] == code and one[1] <= amount), None)
        if met is None:
            missing.append((code, amount))
        else:
            left.remove(met)
    return missing
