"""A trained model as plain numbers: asked in the web process without any learning library (CHN-10).

A model file is a line that says what it is, a line of JSON, and the weights as 32-bit floats, with a checksum over
all of it. Reading one runs nothing that stands in it, so a file from a stranger can do no more than suggest badly.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.domain.assistance.rules.words import pieces_with_places, plain

FORMAT = 1
_MAGIC = b"ALONGSIDE-MODEL"
MOST_BYTES = 200_000_000


class UnreadableModel(ValueError):
    """The bytes are no model of ours, a damaged one, or one of a later format."""


@dataclass(frozen=True)
class Said:
    """One suggestion: the label, how sure (0 to 1), and the words of the text that speak for it, strongest first."""

    label: str
    share: float
    because: tuple[str, ...] = ()


@dataclass
class LightModel:
    """Pieces with their rarity, and for each piece one weight a label, piece after piece."""

    labels: tuple[str, ...]
    pieces: tuple[str, ...]
    rarity: array[float]
    weights: array[float]
    start: array[float]  # what a label begins with before any word is read
    about: Mapping[str, Any]  # trained_at, rows, figures: for people, not for counting

    def __post_init__(self) -> None:
        if (
            len(self.rarity) != len(self.pieces)
            or len(self.start) != len(self.labels)
            or len(self.weights) != len(self.pieces) * len(self.labels)
        ):
            raise UnreadableModel("the parts of the model do not fit together")
        self._place = {piece: place for place, piece in enumerate(self.pieces)}

    def suggest(self, text: str, *, most: int = 3) -> list[Said]:
        """The likeliest labels, each with its words. None for a text of which the model knows nothing."""
        text = plain(text)
        vector = self._vector(text)
        if not vector:
            return []
        scores = self._scores(vector)
        shares = _shares(scores)
        best = sorted(range(len(self.labels)), key=lambda one: -scores[one])[:most]
        return [Said(self.labels[one], shares[one], self._because(text, vector, one)) for one in best]

    def label_of(self, text: str) -> str:
        """The likeliest label, whatever the text is."""
        scores = self._scores(self._vector(plain(text)))
        return self.labels[max(range(len(scores)), key=scores.__getitem__)]

    def _vector(self, text: str) -> dict[int, float]:
        """How much each known piece weighs in this text: by rarity, of length 1."""
        found = Counter(
            self._place[one] for one, _from, _until in pieces_with_places(text) if one in self._place
        )
        vector = {place: (1.0 + math.log(count)) * self.rarity[place] for place, count in found.items()}
        length = math.sqrt(sum(value * value for value in vector.values()))
        return {place: value / length for place, value in vector.items()} if length else {}

    def _scores(self, vector: Mapping[int, float]) -> list[float]:
        many = len(self.labels)
        scores = list(self.start)
        for place, value in vector.items():
            row = self.weights[place * many : place * many + many]
            for label, weight in enumerate(row):
                scores[label] += value * weight
        return scores

    def _because(
        self, text: str, vector: Mapping[int, float], label: int, *, most: int = 3
    ) -> tuple[str, ...]:
        """The stretches of the text whose characters speak most for the label rather than for the others."""
        many = len(self.labels)
        spoken = [0.0] * len(text)
        for piece, begin, until in pieces_with_places(text):
            place = self._place.get(piece)
            if place is None:
                continue
            row = self.weights[place * many : place * many + many]
            for at in range(begin, until):
                spoken[at] += vector[place] * (row[label] - sum(row) / many) / (until - begin)
        floor = max(spoken, default=0.0) * 0.35
        stretches: dict[str, float] = {}
        at = 0
        while at < len(text):
            until = at
            while until < len(text) and spoken[until] > floor > 0 and not text[until].isspace():
                until += 1
            if until - at >= 2:
                stretches[text[at:until]] = max(stretches.get(text[at:until], 0.0), sum(spoken[at:until]))
            at = max(until, at + 1)
        best: list[str] = []
        for stretch in sorted(stretches, key=lambda one: -stretches[one]):
            if not any(stretch in one or one in stretch for one in best):
                best.append(stretch)
        return tuple(best[:most])

    # --- the file

    def to_bytes(self) -> bytes:
        head = {"labels": self.labels, "pieces": self.pieces, "about": dict(self.about)}
        body = json.dumps(head, ensure_ascii=False).encode() + b"\n"
        body += b"".join(_little(part).tobytes() for part in (self.start, self.rarity, self.weights))
        return b"%s %d %s\n" % (_MAGIC, FORMAT, hashlib.sha256(body).hexdigest().encode()) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> LightModel:
        """Raises UnreadableModel."""
        first, _, body = data.partition(b"\n")
        said = first.split(b" ")
        if len(data) > MOST_BYTES or len(said) != 3 or said[0] != _MAGIC or not said[1].isdigit():
            raise UnreadableModel("this is no model file")
        if int(said[1]) != FORMAT:
            raise UnreadableModel(f"format {int(said[1])} is not known here; train it anew")
        if hashlib.sha256(body).hexdigest().encode() != said[2]:
            raise UnreadableModel("its checksum does not fit: the file was damaged or changed")
        head, _, numbers = body.partition(b"\n")
        try:
            about = json.loads(head)
            labels, words = tuple(map(str, about["labels"])), tuple(map(str, about["pieces"]))
            floats = array("f")
            floats.frombytes(numbers)
            more = dict(about["about"])
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableModel("its parts cannot be read") from error
        floats = _little(floats)
        begin, rare = len(labels), len(labels) + len(words)
        return cls(labels, words, floats[begin:rare], floats[rare:], floats[:begin], more)

    @classmethod
    def read(cls, path: Path) -> LightModel:
        """Raises UnreadableModel."""
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableModel("this is no model file")
        return cls.from_bytes(path.read_bytes())

    @property
    def checksum(self) -> str:
        return self.to_bytes().split(b"\n", 1)[0].split(b" ")[2].decode()


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(one - top) for one in scores]
    return [one / sum(raised) for one in raised]


def _little(numbers: array[float]) -> array[float]:
    if sys.byteorder == "big":
        numbers = array("f", numbers)
        numbers.byteswap()
    return numbers
