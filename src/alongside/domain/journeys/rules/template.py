"""A journey as data: stages with what the customer feels and asks there, and steps with due rules (JRN-1, JRN-2).

A version's content is JSON in the shape of packs/*/journeys/*.toml. `read` turns it into what the planner uses and
says everything that is wrong with it at once, so that an editor can be shown all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys.rules.happenings import HAPPENINGS
from alongside.domain.journeys.rules.possible import impossible_stage, impossible_step
from alongside.domain.journeys.rules.spans import Span, span
from alongside.kernel.refusals import Refused

CHANNELS = ("phone", "visit", "wechat", "email", "sms", "portal", "letter")
WORDS = ("name", "contact", "mood", "concerns", "core")  # texts of a stage, each in every language
MOST_STAGES, MOST_STEPS = 20, 60


@dataclass(frozen=True)
class StepRule:
    """One standard step. `nth`: only after that occurrence of the event. `needs`: not before these have happened.

    `every`: again so long after it was done, until one of `until` has happened. `opens`: not before that.
    """

    code: str
    stage: str
    after: str
    due: Span
    role: str
    channel: str
    opens: Span | None = None
    nth: int = 0
    every: Span | None = None
    needs: frozenset[str] = frozenset()
    until: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StageRule:
    """A stage begins when its event happens, or so long after it, once what it `needs` has happened too.

    `along`: it runs beside the others, all the way.
    """

    code: str
    begins: str
    after: Span | None = None
    along: bool = False
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """What the planner needs of a version."""

    stages: tuple[StageRule, ...]
    steps: tuple[StepRule, ...]


@dataclass(frozen=True)
class Wrong:
    """`where`: the codes of stage and step; `field`; what is wrong, in words for the editor."""

    where: tuple[str, ...]
    field: str
    what: Any


class WrongTemplate(Refused):
    """It cannot be walked. `wrong` lists everything."""

    code = "wrong_template"

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(_("This journey cannot be used yet; see what is missing below."))
        self.wrong = wrong


def read(content: Mapping[str, Any]) -> Plan:
    """The plan of a version's content. WrongTemplate says all that is wrong."""
    wrong: list[Wrong] = []
    stages, steps = [], []
    given = content.get("stages") or []
    if not given:
        wrong.append(Wrong((), "stages", _("A journey has at least one stage.")))
    if len(given) > MOST_STAGES:
        wrong.append(Wrong((), "stages", _("A journey has at most %(n)s stages.") % {"n": MOST_STAGES}))
    taken: set[str] = set()
    for stage in given:
        code = str(stage.get("code", ""))
        reader = _Reader(stage, (code,), wrong)
        reader.code(taken)
        for text in WORDS:
            reader.words(text)
        begun = StageRule(
            code,
            reader.event("begins"),
            reader.span("after", optional=True),
            bool(stage.get("along")),
            reader.events("needs"),
        )
        reader.say_all(impossible_stage(begun))
        stages.append(begun)
        if len(stage.get("steps") or []) > MOST_STEPS:
            wrong.append(Wrong((code,), "steps", _("A stage has at most %(n)s steps.") % {"n": MOST_STEPS}))
        steps += list(_steps(stage, code, taken, wrong))
    if wrong:
        raise WrongTemplate(wrong)
    return Plan(tuple(stages), tuple(steps))


def problems_of(content: Mapping[str, Any]) -> list[Wrong]:
    """All that is wrong with it still; nothing for one that can be walked."""
    try:
        read(content)
    except WrongTemplate as no:
        return no.wrong
    return []


def _steps(stage: Mapping[str, Any], of: str, taken: set[str], wrong: list[Wrong]) -> Iterator[StepRule]:
    for step in stage.get("steps") or []:
        code = str(step.get("code", ""))
        reader = _Reader(step, (of, code), wrong)
        reader.code(taken)
        reader.words("name")
        reader.words("script")
        for told in ("tells", "bring"):  # what the customer reads, where there is anything for them
            if told in step:
                reader.words(told)
        every = reader.span("every", optional=True)
        if every is not None and every.many <= 0:
            reader.say("every", _("What comes again comes later, not earlier."))
        channel = str(step.get("channel", ""))
        if channel not in CHANNELS:
            reader.say("channel", _("Say over which channel."))
        role = str(step.get("role", ""))
        if not role:
            reader.say("role", _("Say which position answers for it."))
        after = reader.event("after")
        nth = step.get("nth", 0)
        if not isinstance(nth, int) or nth < 0 or (nth > 1 and after and not HAPPENINGS[after].repeats):
            reader.say("nth", _("This does not happen so often."))
        rule = StepRule(
            code,
            of,
            after,
            reader.span("due") or Span(0, "d"),
            role,
            channel,
            reader.span("opens", optional=True),
            nth if isinstance(nth, int) else 0,
            every,
            reader.events("needs"),
            reader.events("until"),
        )
        reader.say_all(impossible_step(rule))
        yield rule


class _Reader:
    """Reads one stage or step, noting what is wrong with its fields."""

    def __init__(self, given: Mapping[str, Any], where: tuple[str, ...], wrong: list[Wrong]) -> None:
        self.given, self.where, self.wrong = given, where, wrong

    def say(self, field: str, what: Any) -> None:
        self.wrong.append(Wrong(self.where, field, what))

    def say_all(self, found: Iterable[tuple[str, Any]]) -> None:
        for field, what in found:
            self.say(field, what)

    def code(self, taken: set[str]) -> None:
        code = self.where[-1]
        if not code or len(code) > 40 or not code.replace("_", "").isalnum() or not code.isascii():
            self.say("code", _("A code is of letters, figures and underscores, at most 40."))
        elif code in taken:
            self.say("code", _("This code is taken."))
        taken.add(code)

    def words(self, field: str) -> None:
        texts = self.given.get(field)
        if not isinstance(texts, Mapping) or not all(
            str(texts.get(one, "")).strip() for one in ("zh-hans", "en")
        ):
            self.say(field, _("Say it in Chinese and English."))

    def event(self, field: str) -> str:
        return self._checked(field, str(self.given.get(field, "")))

    def events(self, field: str) -> frozenset[str]:
        return frozenset(self._checked(field, str(one)) for one in self.given.get(field) or [])

    def _checked(self, field: str, code: str) -> str:
        if code in HAPPENINGS:
            return code
        self.say(field, _("Nothing of that name happens on a journey."))
        return ""

    def span(self, field: str, *, optional: bool = False) -> Span | None:
        written = self.given.get(field)
        if optional and not written:
            return None
        return self._read(field, lambda: span(str(written or "")))

    def _read(self, field: str, read_it: Callable[[], Span]) -> Span | None:
        try:
            return read_it()
        except ValueError:
            self.say(
                field, _("Write a time as 24h, 3d, 5w (working days) or 3m, before the event with a minus.")
            )
            return None
