"""The small types that inputs and outputs are made of: texts that can be stored, ids, times that exist."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

WORDS_CHARACTERS = 100_000
EARLIEST, LATEST = 1900, 9000  # room for zones on both sides


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("unstorable", "a character that cannot be stored")
    return text


def _in_range(day: Any) -> Any:
    if not EARLIEST <= day.year <= LATEST:
        raise PydanticCustomError("less_than_equal", "a year that cannot be stored")
    return day


def _clock_time(given: Any) -> Any:
    if isinstance(given, str) and not _CLOCK_TIME.fullmatch(given):
        raise PydanticCustomError("time_parsing", "not a time of day")
    return given


_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
Words = Annotated[str, Field(max_length=WORDS_CHARACTERS), AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Title = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
Code = Annotated[str, Field(max_length=120), AfterValidator(_storable)]
Username = Annotated[str, Field(max_length=60, examples=["lin.xiaoyue"]), AfterValidator(_storable)]
Knowing = Annotated[
    list[Annotated[str, Field(max_length=40), AfterValidator(_storable)]],
    Field(
        max_length=100,
        description="Codes of the forbidden wordings that the writer was shown (`findings` of the refusal).",
    ),
]
Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
Day = Annotated[date, AfterValidator(_in_range)]
Clock = Annotated[
    time,
    BeforeValidator(_clock_time),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            "description": "A time of day at the node, such as 09:30.",
        }
    ),
]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=2, allow_inf_nan=False)]
Percent = Annotated[Decimal, Field(max_digits=5, decimal_places=2, ge=0, le=100, allow_inf_nan=False)]


class In(BaseModel):
    """What a client sends: unknown fields are refused, so that a slip of the pen is told."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Out(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(use_attribute_docstrings=True, from_attributes=True)


class Nothing(In):
    """An act that needs no words."""


__all__ = [
    "Amount", "Clock", "Code", "Day", "Id", "In", "Line", "Moment", "Nothing", "Out", "Percent", "Title", "Username", "Words",
    "datetime",
]  # fmt: skip
