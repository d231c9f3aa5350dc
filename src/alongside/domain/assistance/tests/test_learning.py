"""CHN-10: a small model of one's own, read without running anything, measured on what it has not seen."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from array import array

import pytest

from alongside.domain.assistance.rules.learner import Example, LearningFailed, learn
from alongside.domain.assistance.rules.light_model import LightModel, UnreadableModel
from alongside.domain.assistance.rules.measuring import held_back_of_each, is_held_back, measure
from alongside.domain.assistance.rules.words import pieces

LEAKS = ["卫生间漏水", "厨房水管滴水", "阳台渗水", "窗台雨天渗漏", "外墙渗水进屋", "楼上漏水到我家"]
LIFTS = ["电梯停运", "电梯困人", "电梯按键失灵", "电梯异响抖动", "升降机坏了", "电梯门打不开"]
FEES = ["物业费怎么缴纳", "物业费多收了", "发票抬头开错", "停车费涨价", "收费不透明", "缴费收据丢了"]


EXAMPLES = [
    Example(
        f"{number}栋{text}，电话1381234{number:04d}", label, is_held_back=place == 0, who=f"u{number}{text}"
    )
    for label, texts in (("leak", LEAKS), ("lift", LIFTS), ("fee", FEES))
    for number in range(4)
    for place, text in enumerate(texts)
]


@pytest.fixture(scope="module")
def learnt():
    return learn(EXAMPLES, enough=2)


def test_it_suggests_with_the_words_that_speak_for_it(learnt):
    """CHN-10: it explains itself by its words."""
    best = learnt.model.suggest("你好，我家卫生间漏水三天了")[0]
    assert best.label == "leak"
    assert any("漏水" in words for words in best.because)
    assert not learnt.model.suggest("1234567")


def test_what_is_written_is_what_was_measured(learnt):
    """CHN-10: the light form says what the library said of the held-back texts."""
    held = [one for one in EXAMPLES if one.is_held_back]
    right = sum(learnt.model.label_of(one.text) == one.label for one in held)
    assert learnt.figures.accuracy == pytest.approx(right / 12)
    assert learnt.figures.count == 12
    assert learnt.learnt_from == 60


def test_no_number_and_no_word_of_one_person_is_learnt(learnt):
    """CHN-10, INF-1: no phones; what fewer than `enough` people wrote is forgotten."""
    assert not any(char.isdigit() for piece in learnt.model.pieces for char in piece)
    assert "13812340001" not in "".join(pieces("电话13812340001，王小明"))
    secret = [Example("王小明家漏水", "leak", who="a"), Example("漏水", "leak", who="b")]
    model = learn(
        [*secret, Example("电梯停", "lift", who="c"), Example("电梯停", "lift", who="d")], enough=2
    ).model
    assert not any("小明" in piece for piece in model.pieces)
    assert "漏水" in model.pieces


def test_a_file_comes_back_as_it_was_and_damage_is_seen(learnt):
    data = learnt.model.to_bytes()
    assert LightModel.from_bytes(data).to_bytes() == data
    at = len(data) - 10
    for wrong in (
        data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
        data[:-4],
        b"",
        b"PK\x03\x04",
        pickle.dumps({"a": 1}),
    ):
        with pytest.raises(UnreadableModel):
            LightModel.from_bytes(wrong)
    with pytest.raises(UnreadableModel):
        LightModel(("a",), ("x",), array("f", [1.0]), array("f", [1.0, 2.0]), array("f", [0.0]), {})


def test_nothing_is_learnt_from_one_label():
    with pytest.raises(LearningFailed, match="two labels"):
        learn([Example("漏水", "leak"), Example("渗水", "leak")])


def test_asking_loads_no_learning_library():
    """CHN-10: the web process stays small and quick to start."""
    words = "alongside.domain.assistance.rules"
    told = subprocess.run(
        [sys.executable, "-c", f"import json, sys, {words}.light_model, {words}.learner; print(json.dumps(list(sys.modules)))"],
        capture_output=True, check=True, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert not {"sklearn", "numpy", "scipy"} & set(json.loads(told.stdout))


def test_macro_f1_is_the_plain_mean_over_the_labels():
    """CHN-10: as everybody else computes it."""
    figures = measure(["a", "a", "a", "b", "c"], ["a", "a", "b", "b", "d"])
    by_label = {one.label: one for one in figures.labels}
    assert by_label["a"].precision == 1.0
    assert by_label["a"].recall == pytest.approx(2 / 3)
    assert by_label["b"].f1 == pytest.approx(2 / 3)
    assert figures.macro_f1 == pytest.approx((0.8 + 2 / 3 + 0 + 0) / 4)
    assert figures.accuracy == pytest.approx(3 / 5)


def test_the_same_rows_are_held_back_each_time():
    labels = ["a"] * 50 + ["b"] * 10 + ["c"] * 2 + ["d"]
    kept = held_back_of_each(labels, percent=20)
    assert kept == held_back_of_each(labels, percent=20) != held_back_of_each(labels, percent=20, seed=1)
    assert [
        sum(one for one, name in zip(kept, labels, strict=True) if name == label) for label in "abcd"
    ] == [10, 2, 1, 0]
    share = sum(is_held_back(one, percent=20) for one in range(5_000)) / 5_000
    assert 0.17 < share < 0.23
