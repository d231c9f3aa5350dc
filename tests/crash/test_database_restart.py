"""PostgreSQL goes away in the middle of the work and comes back: the desk and the worker recover by themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from tests.cast import make_cast
from tests.crash.counting import check_cases, check_facts, check_mails, check_messages, check_notices, settle
from tests.crash.load import Promises, four_at_work, send_home
from tests.crash.machines import Machines, long_ago

from alongside.config import embedded_database
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.kernel.models import JournalEntry

# What PostgreSQL does on these: end all sessions and stop tidily; stop at once, and recover at the next start.
WAYS_TO_GO = (signal.SIGINT, signal.SIGQUIT)


class OwnDatabase:
    """A PostgreSQL for this test alone, which keeps what it has promised."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = embedded_database.url(home)
        self.held = embedded_database.hold(home)

    def fill(self, like: str) -> None:
        """With all that is in the other database, which is migrated and empty."""
        programs = embedded_database.programs(self.home)
        dump = subprocess.run(
            [programs / "pg_dump", "--no-owner", "--no-privileges", f"--dbname={like}"], check=True, capture_output=True
        )  # fmt: skip
        psql = [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={self.url}"]
        subprocess.run(psql, input=dump.stdout, check=True, capture_output=True)

    def pid(self) -> int:
        return int((self.home / "server" / "data" / "postmaster.pid").read_text().split()[0])

    def go(self, way: signal.Signals) -> None:
        """Stop it from outside, and wait until it is gone."""
        pid = self.pid()
        os.kill(pid, way)
        Machines.until(lambda: not Path(f"/proc/{pid}").exists(), 60)

    def come_back(self) -> None:
        again = embedded_database.hold(self.home)
        self.held.release()
        self.held = again


@pytest.fixture
def database(tmp_path: Path, django_db_setup: None, django_db_blocker) -> Iterator[OwnDatabase]:
    """With all migrations; this process is connected to it too."""
    own = OwnDatabase(tmp_path / "postgres")
    before = dict(connection.settings_dict)
    own.fill(psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=before["NAME"]))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict |= {
            "NAME": embedded_database.DATABASE,
            "HOST": str(embedded_database.socket_folder(own.home)),
        }
        try:
            yield own
        finally:
            connection.close()
            connection.settings_dict |= before
            own.held.release()


@pytest.fixture
def house(database: OwnDatabase, var_dir: Path, tmp_path: Path) -> Iterator[Machines]:
    with a_post_office(SimpleNamespace()) as office:
        machines = Machines(
            database.url, var_dir, tmp_path / "log", EMAIL_URL=f"smtp://127.0.0.1:{office.port}"
        )
        machines.office = office
        yield machines
        machines.stop()


def test_nothing_promised_is_lost_and_the_work_goes_on(database, house, capsys):
    """CAS-16, CHN-7: `/ready` says no and then yes again; who was told yes finds it, who was not was told so."""
    cast = make_cast(long_ago())
    promises, stop = Promises(), threading.Event()
    house.start("serve", "work")
    visitors = four_at_work(house.url, cast, promises, stop, pace=0.3)
    for way in WAYS_TO_GO:
        _until_work_is_done(promises)
        database.go(way)
        house.until(lambda: not house.is_ready(), 30)
        connection.close()
        database.come_back()
        house.until(house.is_ready, 30)
    _until_work_is_done(promises)
    stop.set()
    send_home(visitors)
    assert promises.odd == []
    settle(house)
    check_cases(promises)
    check_messages(promises)
    check_facts(promises)
    check_mails(house.office, most_sent_again=6)
    check_notices()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(WAYS_TO_GO)} restarts of PostgreSQL: {len(promises.opened)} cases and {len(promises.said)} replies "
            f"promised, {promises.not_now} told to come again, {promises.lost_answers} answers lost, "
            f"{JournalEntry.objects.count()} facts, {len(house.office.mails)} mails sent: nothing lost, nothing doubled\n"
        )


def _until_work_is_done(promises: Promises) -> None:
    """Ten more cases are opened, by programs and by people."""
    already = len(promises.opened)
    Machines.until(lambda: len(promises.opened) >= already + 10, 60)
