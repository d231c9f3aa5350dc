"""Numbers that people read to each other over the phone."""

from __future__ import annotations

from alongside.kernel.statements import Statement

NEXT_NUMBER = """
    INSERT INTO kernel_numberseries (code, last) VALUES (%s, %s)
    ON CONFLICT (code) DO UPDATE SET last = kernel_numberseries.last + EXCLUDED.last
    RETURNING last
"""
_NEXT = Statement(NEXT_NUMBER)


def next_number(series: str) -> int:
    """The next number of the series, from 1. Never given twice; a rolled-back action gives its number back.

    Callers hold the series' row until they commit, so ask as late in the action as possible.
    """
    return next_numbers(series, 1)


def next_numbers(series: str, count: int) -> int:
    """Reserve `count` numbers at once; returns the last of them."""
    ((last,),) = _NEXT.rows([series, count])
    return int(last)
