"""The ways that journeys took, drawn: a line of marks, each shaped by the worst that happened there (JRN-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from alongside.domain.journeys.queries.conformance import FATES, Marks, Variant

STEP, EDGE = 40, 18


@dataclass(frozen=True)
class MarkDrawn:
    """One stage or step of a way."""

    x: int
    sign: str
    fate: str
    words: str


@dataclass(frozen=True)
class Way:
    """A variant with its drawing."""

    marks: list[MarkDrawn]
    width: int
    words: str
    journeys: int
    share: float
    satisfaction: Marks
    url: str

    @property
    def end(self) -> int:
        return self.marks[-1].x


def drawn_ways(
    variants: Iterable[Variant],
    journeys: int,
    signs: Mapping[str, str],
    name_of: Callable[[str], str],
    url_of: Callable[[str], str],
) -> list[Way]:
    """Each variant with its share of all journeys, in the order given."""
    return [
        Way(
            [
                MarkDrawn(
                    EDGE + STEP * place,
                    signs.get(part, "") or str(place + 1),
                    fate,
                    f"{name_of(part)} · {FATES[fate]}",
                )
                for place, (part, fate) in enumerate(one.path)
            ],
            EDGE * 2 + STEP * (len(one.path) - 1),
            " → ".join(f"{name_of(part)} ({FATES[fate]})" for part, fate in one.path),
            one.journeys,
            one.journeys / journeys if journeys else 0.0,
            one.marks,
            url_of(one.key),
        )
        for one in variants
    ]
