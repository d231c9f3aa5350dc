"""Setting up leaves an environment in which the tools work when they are called by name."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def set_up():
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "tools" / "set_up.py")
    assert spec and spec.loader
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def test_says_who_may_run_the_mail_servers_before_anything_is_done(set_up, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(set_up.Impossible, match="as root"):
        set_up.main("mail")


def test_its_programs_find_the_package_by_themselves(set_up, tmp_path: Path) -> None:
    fresh = tmp_path / "venv"
    venv.create(fresh, with_pip=False)
    for _second_run_too in range(2):
        set_up.show_source(fresh)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    where = subprocess.run(
        [fresh / "bin" / "python", "-c", "import alongside; print(alongside.__file__)"],
        env=bare,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).parent == ROOT / "src" / "alongside"
