"""How good a model is on texts that it has not seen: macro F1 and, label by label, precision and recall. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LabelMeasure:
    """One label: how often it was right when it was said (precision), and said when it was right (recall)."""

    label: str
    precision: float
    recall: float
    f1: float
    count: int  # how many of the held-back texts really bear it


@dataclass(frozen=True)
class Measure:
    """`macro_f1` is the plain mean of the labels' F1: a rare label weighs as much as a frequent one."""

    macro_f1: float
    accuracy: float
    count: int
    labels: tuple[LabelMeasure, ...]

    @property
    def as_data(self) -> dict[str, Any]:
        return {
            "macro_f1": round(self.macro_f1, 4),
            "accuracy": round(self.accuracy, 4),
            "held_back": self.count,
            "labels": [
                {
                    "label": one.label,
                    "precision": round(one.precision, 4),
                    "recall": round(one.recall, 4),
                    "f1": round(one.f1, 4),
                    "held_back": one.count,
                }
                for one in self.labels
            ],
        }


def measure(true: Sequence[str], said: Sequence[str]) -> Measure:
    """Over every label that is true or said of any text. What was never said has a precision of 0."""
    right = Counter(one for one, other in zip(true, said, strict=True) if one == other)
    trues, saids = Counter(true), Counter(said)
    found = []
    for label in sorted({*trues, *saids}):
        precision = right[label] / saids[label] if saids[label] else 0.0
        recall = right[label] / trues[label] if trues[label] else 0.0
        both = precision + recall
        found.append(
            LabelMeasure(
                label, precision, recall, 2 * precision * recall / both if both else 0.0, trues[label]
            )
        )
    found.sort(key=lambda one: (-one.count, one.label))
    return Measure(
        macro_f1=sum(one.f1 for one in found) / len(found) if found else 0.0,
        accuracy=sum(right.values()) / len(true) if true else 0.0,
        count=len(true),
        labels=tuple(found),
    )


def is_held_back(key: object, *, percent: int, seed: int = 0) -> bool:
    """Whether a row is kept for measuring: by its key alone, so that it is the same in every training."""
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < percent


def held_back_of_each(labels: Sequence[str], *, percent: int, seed: int = 0) -> list[bool]:
    """Which rows of a table are kept for measuring: the same share of every label, the same rows each time.

    A label with two rows or more is always both learnt and measured; of one row nothing could be measured.
    """
    places: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    kept = [False] * len(labels)
    for rows in places.values():
        if len(rows) < 2:
            continue
        wanted = min(max(1, round(len(rows) * percent / 100)), len(rows) - 1)
        for place in sorted(rows, key=lambda one: _drawn(one, seed))[:wanted]:
            kept[place] = True
    return kept


def _drawn(place: int, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{place}".encode()).digest()
