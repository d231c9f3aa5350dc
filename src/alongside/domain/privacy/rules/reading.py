"""When reading is not as usual (INF-2). Pure."""

from __future__ import annotations

from dataclasses import dataclass

# A page that shows no more than so many people is somebody's record, with their household; more is a list.
RECORD_AT_MOST = 6
TIMES_USUAL = 3
# Nobody is asked below this, whatever is usual.
LEAST = {"many": 40, "reveals": 10, "lists": 600}
OUT_OF_HOURS_AT_MOST = 3
VALUED_AT_MOST = 5
# Who works at all hours.
ROUND_THE_CLOCK = frozenset({"hotline_agent", "gate_guard", "repair_dispatcher", "field_engineer"})


@dataclass(frozen=True)
class Reading:
    """What one person was shown in one hour, and what is usual for their role."""

    records: int
    reveals: int
    listed: int
    valued: int
    own_name: int
    roles: frozenset[str]
    is_working_time: bool
    usual: tuple[int, int, int]  # records, reveals, listed: what nine of ten hours of that role stay within


def unusual(reading: Reading) -> dict[str, tuple[int, int]]:
    """{kind of alarm: (count, usual)}; empty when all is as usual."""
    found = {}
    counted = (("many", reading.records), ("reveals", reading.reveals), ("lists", reading.listed))
    for (kind, count), usual in zip(counted, reading.usual, strict=True):
        if count > max(LEAST[kind], TIMES_USUAL * usual):
            found[kind] = (count, usual)
    if (
        not reading.is_working_time
        and reading.records > OUT_OF_HOURS_AT_MOST
        and not reading.roles & ROUND_THE_CLOCK
    ):
        found["out_of_hours"] = (reading.records, 0)
    if reading.own_name:
        found["own_name"] = (reading.own_name, 0)
    if reading.valued > VALUED_AT_MOST:
        found["valued"] = (reading.valued, 0)
    return found


def masked_name(name: str) -> str:
    """欧··: enough to tell two lines apart, not to know who it is."""
    return f"{name[:1]}··" if name else ""
