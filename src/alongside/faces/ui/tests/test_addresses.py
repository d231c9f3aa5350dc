"""Addresses whose shape is kept are those of `reverse`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse

from alongside.faces.ui.addresses import address_of


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("desk:my_work", ()),
        ("desk:case", ("GLT-2611-0382",)),
        ("desk:case", ("漏水 1?",)),
        ("desk:case", ("{0}",)),
        ("desk:act_on_case", ("GLT-2611-0382", "close_case")),
        ("desk:act_on_case", ("GLT-2611-0382", "close")),
        ("desk:unit", (7,)),
        ("desk:unit", ("7",)),
        ("desk:file", (UUID(int=5),)),
    ],
)
def test_is_what_reverse_says(name: str, args: tuple[Any, ...]):
    assert address_of(name, *args) == reverse(name, args=args)
    assert address_of(name, *args) == reverse(name, args=args)  # and from memory


@pytest.mark.parametrize(
    ("name", "args"), [("desk:case", ()), ("desk:unit", ("x",)), ("desk:no_such", (1,)), ("desk:unit", (-7,))]
)
def test_an_address_that_there_is_not_is_refused(name: str, args: tuple[Any, ...]):
    with pytest.raises(NoReverseMatch):
        address_of(name, *args)
