"""CHN-11: tables of messages as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from alongside.domain.assistance.imports.tables import moment_of


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019/1/6 12:09:38", datetime(2019, 1, 6, 12, 9, 38)),
        ("2019-01-06T12:09", datetime(2019, 1, 6, 12, 9)),
        ("2019年1月6日 8时30分", datetime(2019, 1, 6, 8, 30)),
        ("2019-11-22", datetime(2019, 11, 22)),
        ("01/31/2015 12:20:09 AM", datetime(2015, 1, 31, 0, 20, 9)),
        ("01/31/2015 09:08 PM", datetime(2015, 1, 31, 21, 8)),
        ("2019/13/40", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_moment_is_read_as_tables_write_it(text, moment):
    assert moment_of(text) == moment
