"""The tags: what they say, that they escape, and that they tie words to controls."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from alongside.faces.ui.steps import Step, steps_up_to

NOW = datetime(2026, 11, 26, 2, 48, tzinfo=UTC)
NASTY = "<script>alert(1)</script>"


def drawn(source: str, **context: object) -> str:
    """The text of a small template in English."""
    with translation.override("en"):
        return engines["django"].from_string("{% load ui i18n %}" + source).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{% chip nasty %}",
        "{% chip 'x' 'plain' title=nasty %}",
        "{% chip 'x' nasty %}",
        "{% avatar nasty nasty nasty %}",
        "{% masked_phone nasty %}",
        "{% progress_line steps %}",
        "{% empty_state 'inbox' nasty nasty nasty nasty %}",
        "{% confirm_button nasty nasty nasty key=nasty name=nasty value=nasty %}",
        "{% pager nasty nasty %}",
        "{% sparkline numbers label=nasty last=nasty %}",
        "{% bar 1 2 tone=nasty label=nasty %}",
        "{% icon 'wrench' label=nasty %}",
        "{% kbd nasty %}",
        "{% upload nasty label=nasty accept=nasty %}",
        "{% card title=nasty %}{% endcard %}",
        "{% chart 'c' data title=nasty %}",
    ],
)
def test_words_of_people_are_escaped(source):
    page = drawn(
        source,
        nasty=NASTY,
        steps=[Step(NASTY, "now", NASTY)],
        numbers=[1, 2],
        data={"labels": [NASTY], "series": [{"name": NASTY, "values": [1]}]},
    )
    assert NASTY not in page
    assert page.strip()


def test_a_safe_word_drawn_first_does_not_open_the_door_for_the_same_word_unsafe():
    assert "<b>x</b>" in drawn("{% chip word %}", word=mark_safe("<b>x</b>"))
    assert "<b>x</b>" not in drawn("{% chip word %}", word="<b>x</b>")


@pytest.mark.parametrize(
    "source", ["{% chip '' %}", "{% chip None %}", "{% time_left None %}", "{% ago None %}"]
)
def test_nothing_draws_nothing(source):
    assert drawn(source) == ""


def test_a_known_code_brings_its_tone_and_a_stranger_is_plain():
    assert "tone-late" in drawn("{% chip 'Complaint' 'complaint' %}")
    assert "tone-plain" in drawn("{% chip 'New' 'never-heard-of' %}")


def test_time_left_carries_the_exact_moment_and_stays_fresh():
    """CAS-4: the timestamp on hover."""
    page = drawn("{% time_left due now %}", due=NOW + timedelta(minutes=72), now=NOW)
    assert 'title="2026-11-26 12:00"' in page
    assert 'datetime="2026-11-26T04:00:00+00:00"' in page
    assert "data-time-left" in page
    assert "data-time-left" not in drawn("{% time_left due now paused=True %}", due=NOW, now=NOW)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800004420", "138 ···· 4420"),
        ("+86 138 0000 4420", "138 ···· 4420"),
        ("0755-26001234", "075 ···· 1234"),
        ("12345", "···· 45"),
    ],
)
def test_a_phone_number_keeps_its_middle_to_itself(phone, shown):
    """CUS-8: contact data is shown masked."""
    page = drawn("{% masked_phone phone %}", phone=phone)
    assert shown in page
    assert phone not in page


def test_figures_are_drawn_with_their_signs():
    assert "¥83,250.00" in drawn("{% money amount %}", amount=Decimal("83250"))
    assert "−¥1.50" in drawn("{% money amount %}", amount=Decimal("-1.5"))
    assert "87.4%" in drawn("{% percent 0.874 1 %}")
    assert "—" in drawn("{% money None %}")


def test_the_line_of_progress_says_where_it_stands():
    page = drawn("{% progress_line steps %}", steps=steps_up_to(1, ["Received", "Investigation", "Closed"]))
    assert page.count("is-done") == page.count("is-now") == page.count("is-todo") == 1
    assert page.count('aria-current="step"') == 1


def test_a_bar_never_leaves_its_ground():
    assert 'width="100.0"' in drawn("{% bar 40 20 %}")
    assert 'width="0.0"' in drawn("{% bar 3 0 %}")


def test_no_tag_writes_a_style():
    """The content policy refuses inline styles."""
    everything = (
        "{% segments 5.6 6 %}{% bar 1 2 %}{% sparkline n %}{% avatar 'A' %}{% chip 'x' %}{% upload 'f' %}"
    )
    assert "style=" not in drawn(everything, n=[1, 2, 3])


class Report(forms.Form):
    """Two fields with something to say."""

    place = forms.CharField(help_text="Room and wall")
    way = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    note = forms.CharField(required=False, widget=forms.Textarea)


def test_a_field_ties_its_help_and_its_error_to_the_control():
    page = drawn("{% field form.place %}", form=Report({}))
    assert 'aria-describedby="id_place_helptext id_place_error"' in page
    assert 'id="id_place_helptext"' in page
    assert 'id="id_place_error"' in page
    assert 'aria-invalid="true"' in page
    assert '<label class="field-label" for="id_place">' in page


def test_choices_stand_in_a_fieldset_and_optional_ones_say_so():
    assert "<fieldset" in drawn("{% field form.way %}", form=Report())
    assert "optional" in drawn("{% field form.note %}", form=Report())
    assert "optional" not in drawn("{% field form.place %}", form=Report())


def test_paging_shows_only_the_ways_that_lead_somewhere():
    page = drawn("{% pager '' '?before=9' %}")
    assert 'href="?before=9"' in page
    assert page.count("<a ") == 1
    assert drawn("{% pager '' '' %}") == ""
