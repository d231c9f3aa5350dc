"""The frame is drawn once for many, and shows everyone what is theirs."""

from __future__ import annotations

import pytest
from django.template.context import Context
from django.test import RequestFactory
from django.utils import translation

from alongside.faces.ui.frame import frame, framed
from alongside.faces.ui.navigation import Group, Item, Navigation

GROUPS = (Group((Item("My work", "/desk/", count=3),)),)


@pytest.fixture(autouse=True)
def nothing_drawn():
    frame.kept.cache_clear()


def around(name: str, place: str = "观澜庭", path: str = "/desk/", token: str = "one", **query: str) -> str:
    navigation = Navigation(
        groups=GROUPS, search_url="/s/", profile_url="/me/", sign_out_url="/out/", person_name=name, person_place=place
    )  # fmt: skip
    request = RequestFactory().get(path, query)
    return framed("rail", Context({"navigation": navigation, "request": request, "csrf_token": token}))


def test_shows_each_person_their_own_from_one_drawing():
    first = around("林晓月", path="/desk/cases/", token="hers")
    second = around("何建军", "云栖府", path="/desk/board/", token="his")
    assert frame.kept.cache_info().misses == 1
    assert "林晓月" in first
    assert "观澜庭" in first
    assert 'value="hers"' in first
    assert 'value="/desk/cases/"' in first
    assert all(one in second for one in ("何建军", "云栖府", 'value="his"', 'value="/desk/board/"'))
    assert not any(one in second for one in ("林晓月", "观澜庭", "hers", "/desk/cases/"))


def test_shows_the_first_character_and_what_was_searched():
    page = around("林晓月", q="漏水")
    assert ">林</span>" in page
    assert 'value="漏水"' in page


def test_escapes_what_people_wrote():
    page = around("<script>x</script>", place='"&', path='/desk/?a="><img>')
    assert "<script>x" not in page
    assert "<img>" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_is_drawn_anew_in_another_language():
    chinese = around("林晓月")
    with translation.override("en"):
        english = around("林晓月")
    assert frame.kept.cache_info().misses == 2
    assert "Sign out" in english
    assert "Sign out" not in chinese
