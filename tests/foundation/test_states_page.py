"""The docs draw the states as the code has them."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_states_is_what_the_code_says() -> None:
    drawn = runpy.run_path(str(ROOT / "tools" / "draw_states.py"))["drawn"]()
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == drawn
