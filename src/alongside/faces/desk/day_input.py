"""The browser's own calendar for a day, and the day in an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import DateInput, TimeInput


class DayInput(DateInput):
    """Days are written as ISO dates in every language, as the browser wants them."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value


class HourInput(TimeInput):
    """An hour in the browser's own field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def day_asked(asked: str, today: date) -> date:
    """The day in an address; today for none, for nonsense and for what has not come."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    return min(day, today) if day.year > 2000 else today
