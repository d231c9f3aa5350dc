"""How texts are cut for the search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.kernel.ngrams import (
    LONGEST_QUERY,
    LONGEST_TEXT,
    QueryTooLong,
    is_found,
    normalised,
    query_literal,
    tokens,
    vector_literal,
    words,
)


def test_cuts_chinese_into_pairs_and_other_scripts_into_threes():
    assert tokens("卫生间漏水") == sorted(["卫生", "生间", "间漏", "漏水", "水"])
    assert set(tokens("Leak")) == {"lea", "eak", "ak", "k"}


def test_runs_do_not_join_over_punctuation():
    assert "水漏" not in tokens("水。漏")
    assert "902空" not in tokens("902空")


def test_asks_for_all_pairs_of_a_long_word_and_for_the_beginning_of_a_short_one():
    assert query_literal(words("卫生间 水 a")) == "'卫生' & '生间' & '水':* & 'a':*"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("a\u200bb", "ab"),
        ("\u202e漏水", "漏水"),
        ("A\x00B", "a b"),
        ("ΑΣ", "ας"),
        ("漏\ufe0f水", "漏水"),
    ],
)
def test_takes_for_the_same_what_people_take_for_the_same(one, other):
    assert normalised(one) == normalised(other)


def test_keeps_simplified_and_traditional_apart():
    assert not is_found("漏", "滲")
    assert not is_found("电梯", "電梯")


def test_a_query_of_nothing_finds_nothing():
    for query in ("", "   ", "，。", "%", "\\"):
        assert not is_found(query, "漏水，50%_\\ 。")


def test_punctuation_inside_a_word_counts():
    assert is_found("3-2", "13-201室")
    assert not is_found("3-2", "3 2")


def test_refuses_a_query_that_is_too_long():
    with pytest.raises(QueryTooLong):
        words("水" * (LONGEST_QUERY + 1))


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


@given(st.text())
def test_the_vector_needs_no_quoting_and_fits(text):
    assert not set("'\\:\x00\t\n") & set(vector_literal(text))


@pytest.mark.parametrize("character", ["水", "a", "\U00020000", "😭", "ก", "ﷺ", "ꓐ"])
def test_the_vector_of_the_longest_text_fits_one_megabyte(character):
    text = normalised(character * LONGEST_TEXT)
    assert len(text) <= LONGEST_TEXT
    assert len(vector_literal(text).replace(" ", "").encode()) < 2**20
