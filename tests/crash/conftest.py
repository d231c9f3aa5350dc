"""Static files for real servers, laid out once; a database of real transactions for each test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from tests.crash.machines import SOURCE, Machines

from alongside.config import frontend


@pytest.fixture(scope="session")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    frontend.gather(folder / "frontend")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "alongside.faces.cli",
            "manage",
            "collectstatic",
            "--noinput",
            "--verbosity=0",
        ],
        env=os.environ | {"VAR_DIR": str(folder), "PYTHONPATH": str(SOURCE)},
        check=True,
    )
    return folder


@pytest.fixture
def machines(transactional_db: None, var_dir: Path, tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    """`machines(NAME=value)`: a server and a worker, not yet started, on the database of this test."""
    made: list[Machines] = []

    def make(**environment: str) -> Machines:
        name = connection.settings_dict["NAME"]
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        made.append(Machines(address, var_dir, tmp_path / "log", **environment))
        return made[-1]

    yield make
    for one in made:
        one.stop()
