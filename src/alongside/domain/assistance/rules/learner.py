"""Learning a model from labelled texts, in a process of its own (CHN-10).

scikit-learn with all that it needs takes about two seconds to import and a hundred megabytes to hold, so this file is
also a program: neither the web process nor the worker ever loads it. Texts go in as lines of JSON and a model
file comes out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alongside.domain.assistance.rules.light_model import LightModel
from alongside.domain.assistance.rules.measuring import Measure, measure
from alongside.domain.assistance.rules.words import pieces
from alongside.kernel.later import Later

# Never loaded where `learn` is called, only in the process of `main`.
numpy, sparse = Later("numpy"), Later("scipy.sparse")
linear_model, preprocessing = Later("sklearn.linear_model"), Later("sklearn.preprocessing")

MOST_PIECES = 30_000
MOST_WEIGHTS = 6_000_000  # 24 MB: many labels get fewer pieces each
STRENGTH = 8.0  # inverse of regularisation
SECONDS = 3_600


class LearningFailed(RuntimeError):
    """The program that learns ended without a model; the text says why."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its label. `who` brought it: a piece that fewer than `enough` people used is not learnt."""

    text: str
    label: str
    is_held_back: bool = False
    who: str = ""


@dataclass(frozen=True)
class Learnt:
    """A model, how many texts it learnt from, and how it did on those that were held back from it."""

    model: LightModel
    learnt_from: int
    figures: Measure


def learn(
    examples: Iterable[Example],
    *,
    enough: int = 2,
    most_pieces: int = MOST_PIECES,
    progress: Callable[[str], None] = lambda said: None,
) -> Learnt:
    """Learn from all that are not held back. Raises LearningFailed, also when there are fewer than two labels."""
    with tempfile.TemporaryDirectory() as folder:
        rows, made = Path(folder) / "rows", Path(folder) / "model"
        with rows.open("w", encoding="utf-8") as file:
            for one in examples:
                file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", __name__, str(rows), str(made), str(enough), str(most_pieces)]
        # One thread: the same figures each time, and the other core is left to those who wait for a page.
        world = {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        with subprocess.Popen(
            command, env=world, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as learning:
            assert learning.stdout and learning.stderr
            for line in learning.stdout:
                progress(line.strip())
            trouble = learning.stderr.read().strip()
            if learning.wait(SECONDS) or not made.exists():
                raise LearningFailed(trouble.splitlines()[-1] if trouble else "the learning ended early")
        model = LightModel.read(made)
        true, said = json.loads(made.with_suffix(".said").read_text(encoding="utf-8"))
    return Learnt(model, int(model.about["learnt_from"]), measure(true, said))


def main(rows: Path, made: Path, enough: int, most_pieces: int) -> None:
    """What the program does: read, cut, weigh, learn, measure, write."""
    known: dict[str, int] = {}
    users: list[set[int] | None] = []  # None once enough of them used a piece
    people: dict[str, int] = {}
    texts: list[tuple[array[int], str, bool]] = []
    for is_held_back in (False, True):  # what is learnt comes first: only its pieces are known
        with rows.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                row = json.loads(line)
                if row["is_held_back"] != is_held_back:
                    continue
                who = people.setdefault(row["who"] or f"row {number}", len(people))
                places = array("I")
                for piece in pieces(row["text"]):
                    place = known.get(piece, -1)
                    if place < 0:
                        if is_held_back:
                            continue
                        place = known[piece] = len(known)
                        users.append(set())
                    if not is_held_back and (known_users := users[place]) is not None:
                        known_users.add(who)
                        if len(known_users) >= enough:
                            users[place] = None
                    places.append(place)
                texts.append((places, row["label"], is_held_back))
                if len(texts) % 5_000 == 0:
                    say("read", len(texts))
    learnt = [one for one in texts if not one[2]]
    labels = sorted({one[1] for one in learnt})
    if len(labels) < 2:
        sys.exit("there must be texts of at least two labels to learn from")

    often = numpy.zeros(len(known), dtype=numpy.int64)
    for places, _label, _held in learnt:
        often[numpy.unique(numpy.array(places, dtype=numpy.int64))] += 1 if places else 0
    common = numpy.array([one is None for one in users], dtype=bool)
    most = max(1_000, min(most_pieces, MOST_WEIGHTS // len(labels)))
    chosen = [place for place in numpy.argsort(-often, kind="stable") if common[place]][:most]
    if not chosen:
        sys.exit("the texts have too few words in common to learn from")
    column = numpy.full(len(known), -1, dtype=numpy.int64)
    column[chosen] = numpy.arange(len(chosen))
    rarity = (numpy.log((1 + len(learnt)) / (1 + often[chosen])) + 1).astype(numpy.float32)

    def weighed(some: list[tuple[array[int], str, bool]]) -> Any:
        indices, values, ends = [], [], [0]
        for places, _label, _held in some:
            at = (
                column[numpy.array(places, dtype=numpy.int64)]
                if places
                else numpy.array([], dtype=numpy.int64)
            )
            at, count = numpy.unique(at[at >= 0], return_counts=True)
            indices.append(at.astype(numpy.int32))
            values.append(((1 + numpy.log(count)) * rarity[at]).astype(numpy.float32))
            ends.append(ends[-1] + len(at))
        parts = (numpy.concatenate(values), numpy.concatenate(indices), numpy.array(ends))
        return preprocessing.normalize(sparse.csr_matrix(parts, shape=(len(some), len(chosen))), copy=False)

    say("learning", len(learnt))
    table = weighed(learnt)
    teacher = linear_model.LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=200, tol=1e-3)
    teacher.fit(table, [one[1] for one in learnt])
    weights, start = teacher.coef_, teacher.intercept_
    if len(labels) == 2:  # of two labels only the second has weights of its own
        weights, start = numpy.vstack([-weights / 2, weights / 2]), numpy.concatenate([-start / 2, start / 2])

    names = {place: piece for piece, place in known.items()}
    model = LightModel(
        labels=tuple(map(str, teacher.classes_)),
        pieces=tuple(names[place] for place in chosen),
        rarity=array("f", rarity.tolist()),
        weights=array("f", weights.T.astype(numpy.float32).ravel().tolist()),
        start=array("f", start.tolist()),
        about={"learnt_from": len(learnt)},
    )
    held = [one for one in texts if one[2]]
    said = [str(one) for one in teacher.predict(weighed(held))] if held else []
    made.with_suffix(".said").write_text(
        json.dumps([[one[1] for one in held], said], ensure_ascii=False), encoding="utf-8"
    )
    made.write_bytes(model.to_bytes())


def say(what: str, count: int) -> None:
    """One line of progress for who waits."""
    sys.stdout.write(f"{what} {count}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
