"""A choice that is looked up by one query refuses what may not be chosen."""

from __future__ import annotations

import pytest
from django import forms

from alongside.domain.organisation.models import Node
from alongside.faces.desk.found_field import FoundField


class Ask(forms.Form):
    node = FoundField(required=False)


def asked(value: str) -> Ask:
    form = Ask({"node": value})
    form.fields["node"].offer(Node.objects.none, {5: Node(pk=5, name="观澜庭")}.get)
    return form


def test_gives_the_row_found():
    form = asked("5")
    assert form.is_valid()
    assert form.cleaned_data["node"].name == "观澜庭"
    assert asked("").is_valid()


@pytest.mark.parametrize("value", ["6", "x", "-5", "5.0", "²", "9" * 40, "\x00", "0x5"])
def test_refuses_what_may_not_be_chosen(value):
    """INF-10"""
    assert "node" in asked(value).errors
