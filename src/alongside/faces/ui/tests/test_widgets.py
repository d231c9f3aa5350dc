"""A select drawn in one go says the same as Django's own."""

from __future__ import annotations

from django import forms

from alongside.faces.ui.widgets import Select, options

CHOICES = [("", "—"), ("phone", "电话"), ("a&b", "<b>")]


class Plain(forms.Form):
    channel = forms.ChoiceField(choices=CHOICES)


class Quick(forms.Form):
    channel = forms.ChoiceField(choices=CHOICES, widget=Select(attrs={"class": "form-select"}))


def test_draws_what_django_draws():
    for data in (None, {"channel": "phone"}, {"channel": "a&b"}, {"channel": "nonsense"}):
        quick, plain = str(Quick(data)["channel"]), str(Plain(data)["channel"])
        assert quick.count("<option") == plain.count("<option") == 3
        assert quick.count(" selected") == plain.count(" selected")
        assert 'name="channel"' in quick
        assert 'class="form-select"' in quick
        assert "<b>" not in quick
        assert "required" in quick


def test_chooses_by_text_or_number():
    assert str(options([(1, "a"), (2, "b")], [2])) == (
        '<option value="1">a</option><option value="2" selected>b</option>'
    )
