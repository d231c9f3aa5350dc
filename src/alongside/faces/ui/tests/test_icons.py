"""Icons come from the set and from nowhere else."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from alongside.faces.ui.icons import OWN_NAMES, UnknownIcon, icon, shapes_of
from alongside.faces.ui.tones import CODES

IN_TEMPLATES = re.compile(r"""{% (?:icon|empty_state) ["']([^"']+)["']""")


@pytest.mark.parametrize(
    "name", ["../../package", "wrench.svg", "/etc/passwd", "", "Wrench", "a b", "no-such-icon-at-all"]
)
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(UnknownIcon):
        shapes_of(name)


def test_an_icon_is_decoration_unless_it_has_a_name():
    assert 'aria-hidden="true"' in icon("wrench")
    assert 'role="img" aria-label="Repair"' in icon("wrench", label="Repair")


def test_no_icon_brings_scripts_or_styles():
    for name in OWN_NAMES:
        assert not re.search(r"<script|style=|on\w+=|href=", icon(name))


def test_every_icon_that_a_page_asks_for_exists():
    asked = {
        name
        for path in (Path(settings.BASE_DIR) / "src").rglob("*.html")
        for name in IN_TEMPLATES.findall(path.read_text("utf-8"))
    }
    asked |= {name for _tone, name in CODES.values() if name}
    assert asked
    for name in sorted(asked):
        assert shapes_of(name)
