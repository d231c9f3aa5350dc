"""Setting up leaves an environment in which the tools work when they are called by name."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_its_programs_find_the_package_by_themselves(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "tools" / "set_up.py")
    assert spec and spec.loader
    set_up = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(set_up)
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
