"""A deadline that can be paused: so much working time, less the pauses, up to a cap (CAS-4).

Pure. A clock starts, runs in the working time of its calendar, stands still during its pauses, and is due
when its target has run. The cap bounds the working time that pauses may give away altogether; after that
the clock runs on although somebody still waits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alongside.kernel.calendar import WorkingCalendar


@dataclass(frozen=True)
class Pause:
    """From a moment until another; without an end it still lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Clock:
    calendar: WorkingCalendar
    started_at: datetime
    target: timedelta
    pauses: tuple[Pause, ...] = ()
    cap: timedelta | None = None

    def due_at(self):
        """When the target will have run. None while an open pause without cap holds the clock for ever.

        With a cap, an open pause counts in full until the cap is used up, so the answer is the latest moment
        that can become due, and a sweep over stored due moments needs no look at the pauses.
        """
        position, left = self.started_at, self.target
        for since, until in self._capped():
            runs = self.calendar.between(position, since)
            if runs >= left:
                break
            if until is None:
                return None
            left -= runs
            position = until
        return self.calendar.add(position, left)

    def elapsed(self, at):
        """The working time that has run by then, pauses taken out; nothing before the start."""
        if at <= self.started_at:
            return timedelta(0)
        return self.calendar.between(self.started_at, at) - self.paused(at)

    def paused(self, at):
        """The working time that pauses have given away by then, never more than the cap."""
        total = timedelta(0)
        for since, until in self._capped():
            if since < at:
                total += self.calendar.between(since, at if until is None else min(until, at))
        return total

    def remaining(self, at):
        """The working time left at that moment; negative when overdue."""
        return self.target - self.elapsed(at)

    def is_paused(self, at):
        """Whether the clock stands still at that moment because of a pause."""
        return any(since <= at and (until is None or at < until) for since, until in self._capped())

    def capped_at(self):
        """When the pause that still lasts ends by itself because the cap is used up; None without such an end."""
        if self.cap is None or not any(pause.until is None for pause in self.pauses):
            return None
        capped = list(self._capped())
        return capped[-1][1] if capped else self.started_at

    def _capped(self):
        """The pauses after the start, in order, merged where they overlap, and ended where the cap is used up."""
        left = self.cap
        for since, until in self._merged():
            if left is not None:
                if left <= timedelta(0):
                    return
                if until is None or self.calendar.between(since, until) > left:
                    yield since, self.calendar.add(since, left)
                    return
                left -= self.calendar.between(since, until)
            yield since, until

    def _merged(self) -> list[tuple[datetime, datetime | None]]:
        merged: list[list] = []
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            since, until = max(pause.since, self.started_at), pause.until
            if until is not None and until <= since:
                continue
            if merged and (merged[-1][1] is None or since <= merged[-1][1]):
                last = merged[-1][1]
                merged[-1][1] = None if last is None or until is None else max(last, until)
            else:
                merged.append([since, until])
        return [
            (since.astimezone(UTC), until if until is None else until.astimezone(UTC))
            for since, until in merged
        ]
