"""A hook: a lower domain asks, upper domains answer, now. Few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hook(Generic[P, R]):
    """A typed question. `fill` adds an answerer at start-up; `ask` collects every answer that is not None."""

    def __init__(self, question: str) -> None:
        self.question = question
        self._answerers: list[Callable[P, R | None]] = []

    def fill(self, answerer: Callable[P, R | None]) -> Callable[P, R | None]:
        self._answerers.append(answerer)
        return answerer

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        return [answer for one in self._answerers if (answer := one(*args, **kwargs)) is not None]
