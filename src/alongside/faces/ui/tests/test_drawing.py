"""What is drawn once for many is filled with each request's own."""

from __future__ import annotations

import pytest

from alongside.faces.ui.drawing import Drawing, mark


def test_is_filled_where_the_marks_stand():
    drawing = Drawing(f"<b>{mark('name')}</b> {mark('place')} {mark('name')}")
    assert drawing.filled(name="Lin", place=3) == "<b>Lin</b> 3 Lin"
    assert drawing.filled(name="He", place="") == "<b>He</b>  He"


def test_what_is_filled_in_is_escaped_and_not_looked_at_again():
    drawing = Drawing(f"{mark('name')}|{mark('token')}")
    assert drawing.filled(name=f"<i>{mark('token')}", token="secret") == f"&lt;i&gt;{mark('token')}|secret"


def test_a_mark_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        Drawing(mark("name")).filled(place="here")
