"""What the tests of promises share: a promise of 林晓月 to 周敏, for the day after tomorrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alongside.domain.promises.models import Promise, PromiseKind
from alongside.domain.promises.samples import a_promise
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry


@pytest.fixture
def promise(cast) -> Promise:
    return a_promise(
        cast.customer.customer, by=cast.agent, now=cast.now, node=cast.project, unit=cast.unit,
        kind=PromiseKind.objects.get(code="repair"), words="周日前把卫生间返水修好",
    )  # fmt: skip


@pytest.fixture
def react_all() -> Callable[[], None]:
    """Every reaction to every fact, as the worker would; twice, for it may have to."""

    def react() -> None:
        for _time in range(2):
            for entry in JournalEntry.objects.filter(about_kind="promise").order_by("id"):
                for reaction in reactions_to(entry.kind).values():
                    reaction(entry)

    return react
