"""A quick form is a form of Django's: what one request does to its fields no other sees."""

from __future__ import annotations

import pytest
from django import forms

from alongside.domain.organisation.models import Node
from alongside.faces.ui.quick_form import QuickForm


class Ask(QuickForm):
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    node = forms.ModelChoiceField(Node.objects.none(), required=False)
    title = forms.CharField(max_length=5, widget=forms.TextInput(attrs={"data-draft": "t"}))


class Slow(forms.Form):
    kind, node, title = (Ask.base_fields[name] for name in ("kind", "node", "title"))


def test_looks_as_the_form_of_django():
    for data in (None, {"kind": "b", "title": "漏水"}, {"kind": "c", "title": "too long"}):
        quick, slow = Ask(data), Slow(data)
        assert quick.as_p() == slow.as_p()
        assert quick.errors == slow.errors


def test_what_a_form_changes_is_its_own():
    first = Ask({"kind": "c", "title": "t"})
    first.fields["kind"].choices = [("c", "C")]
    first.fields["title"].widget.attrs["maxlength"] = "9"
    first.fields["title"].required = False
    first.fields["kind"].widget.attrs["class"] = "x"
    del first.fields["node"]
    assert first.is_valid()
    second = Ask({"kind": "c"})
    assert list(second.fields) == ["kind", "node", "title"]
    assert set(second.errors) == {"kind", "title"}
    assert second.fields["title"].widget.attrs == {"data-draft": "t", "maxlength": "5"}
    assert 'class="x"' not in second.as_p()


@pytest.mark.django_db
def test_a_list_of_rows_is_that_of_its_own_form(cast):
    first, second = Ask(), Ask()
    first.fields["node"].queryset = Node.objects.filter(pk=cast.project.pk)
    assert f'value="{cast.project.pk}"' in str(first["node"])
    assert f'value="{cast.project.pk}"' not in str(second["node"])
