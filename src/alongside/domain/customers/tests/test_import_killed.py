"""An import whose worker is killed goes on where it was: nothing lost, nothing doubled (EST-7, CUS-10)."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.cast import Cast, make_cast

from alongside.domain.customers import events
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.work.actions.importing import (
    begin_import,
    cancel_import,
    choose_columns,
    start_import,
    work_on_import,
)
from alongside.domain.work.models import ImportRun
from alongside.kernel.bulk import BATCH
from alongside.kernel.models import JournalEntry
from alongside.kernel.tests.worker_process import a_worker, soon

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 8 * BATCH


@pytest.fixture
def company(transactional_db: None) -> Cast:
    return make_cast()


def begun(
    cast: Cast, rows: int, arrive: Callable[[ImportRun, str], None], *, in_background: bool
) -> ImportRun:
    """A file of so many new customers, read, checked and begun. `arrive` waits for a state or does the work."""
    lines = [f"住户{n},139{n:08d},K-{n}" for n in range(rows)]
    upload = SimpleUploadedFile("业主.csv", "\n".join(["姓名,手机,客户编号", *lines]).encode("gb18030"))
    given: dict[str, Any] = {"by": cast.supervisor, "now": cast.now, "in_background": in_background}
    run = start_import(kind="customers", node=cast.project, upload=upload, **given)
    arrive(run, "columns")
    choose_columns(run, columns=run.columns, may_change=True, **given)
    arrive(run, "checked")
    assert (run.new, run.faulty, Customer.objects.filter(source_key="K-0").count()) == (rows, 0, 0)
    return begin_import(run, **given)


def wait_for(run: ImportRun, state: str) -> None:
    def is_there() -> bool:
        run.refresh_from_db()
        return run.state == state

    soon(is_there, within=90)


def do_it(run: ImportRun, state: str) -> None:
    work_on_import(run.pk, now=run.created_at)
    run.refresh_from_db()
    assert run.state == state


def is_whole(run: ImportRun, rows: int) -> None:
    """Every row once: in the counts, in the tables, in the journal."""
    run.refresh_from_db()
    assert (run.state, run.read, run.new, run.changed, run.same) == ("done", rows, rows, 0, 0)
    customers = Customer.objects.filter(source_key__startswith="K-")
    assert customers.count() == rows
    assert ContactPoint.objects.filter(customer__in=customers).count() == rows
    facts = JournalEntry.objects.filter(kind=events.CUSTOMERS_IMPORTED.kind)
    assert sum(one.facts["count"] for one in facts) == rows
    assert JournalEntry.objects.filter(kind="import.finished").count() == 1


def test_a_killed_worker_is_followed_by_one_that_goes_on(company: Cast) -> None:
    with a_worker() as first:
        run = begun(company, ROWS, wait_for, in_background=True)
        enough = random.randrange(1, ROWS // 2)
        soon(lambda: ImportRun.objects.get(pk=run.pk).done_line > enough, within=60)
        first.kill()
        first.wait()
    run.refresh_from_db()
    held, came = run.holder, run.new
    assert enough <= came < ROWS, "it was to die in the middle"
    assert Customer.objects.filter(source_key__startswith="K-").count() == came
    with a_worker():
        wait_for(run, "done")
    assert run.holder > held
    is_whole(run, ROWS)


def beside(act: Callable[[], object]) -> Callable[[ImportRun], None]:
    """Hears the first batch, still inside its transaction, and lets another process do something meanwhile."""
    running: list[Future[object]] = []
    pool = ThreadPoolExecutor(1)

    def on_its_own_connection() -> object:
        try:
            return act()
        finally:
            connection.close()

    def heard(run: ImportRun) -> None:
        if not running:
            running.append(pool.submit(on_its_own_connection))

    heard.wait = lambda: running[0].result(60)  # type: ignore[attr-defined]
    return heard


def test_two_workers_on_one_file_double_nothing(company: Cast) -> None:
    """One that was thought dead finds at its next batch that another has taken up the work."""
    run = begun(company, 4 * BATCH, do_it, in_background=False)
    other = beside(lambda: work_on_import(run.pk, now=company.now))
    work_on_import(run.pk, now=company.now, heard=other)
    other.wait()  # type: ignore[attr-defined]
    is_whole(run, 4 * BATCH)


def test_cancelling_in_the_middle_keeps_what_is_in(company: Cast) -> None:
    run = begun(company, 4 * BATCH, do_it, in_background=False)
    somebody = beside(lambda: cancel_import(run, by=company.supervisor, now=company.now))
    work_on_import(run.pk, now=company.now, heard=somebody)
    somebody.wait()  # type: ignore[attr-defined]
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert BATCH <= run.new < 4 * BATCH
    assert Customer.objects.filter(source_key__startswith="K-").count() == run.new
    assert work_on_import(run.pk, now=company.now) is None
