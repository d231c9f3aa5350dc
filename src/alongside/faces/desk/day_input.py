"""The browser's own calendar for a day."""

from __future__ import annotations

from typing import Any

from django.forms import DateInput


class DayInput(DateInput):
    """Days are written as ISO dates in every language, as the browser wants them."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value
