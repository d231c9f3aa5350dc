"""The contracts in pyproject.toml hold, and each of them fails on a deliberate breach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract -> file that breaks it, and the line that does
BREACHES = {
    "Floors: faces stand on domain, domain on kernel": ("kernel/breach.py", "import alongside.domain.cases"),
    "Faces: none knows another, all share the design system": (
        "faces/desk/breach.py",
        "import alongside.faces.portal",
    ),
    "Faces: pages do not know how the house is put together": (
        "faces/portal/breach.py",
        "import alongside.config.environment",
    ),
    "Domains: only downwards": ("domain/organisation/models/breach.py", "import alongside.domain.cases"),
    "Drawers: within a domain only downwards": (
        "domain/cases/rules/breach.py",
        "import alongside.domain.cases.actions",
    ),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied_house(tmp_path):
    """A copy of the source that may be damaged."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    skipped = shutil.ignore_patterns("__pycache__", "locale", "static", "*.html")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=skipped)
    return tmp_path


def test_all_contracts_are_kept(copied_house):
    answer = lint(copied_house)
    assert answer.returncode == 0, answer.stdout
    assert f"Contracts: {len(BREACHES)} kept, 0 broken." in answer.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_contract_fails_on_a_breach(copied_house, contract):
    name, line = BREACHES[contract]
    path = copied_house / "src" / "alongside" / name
    path.parent.mkdir(exist_ok=True)
    if path.parent.with_suffix(".py").exists():  # a drawer that isn't a folder yet
        path.parent.rmdir()
        path = path.parent.with_suffix(".py")
    with path.open("a") as file:
        file.write(f"\n{line}\n")
    answer = lint(copied_house)
    assert answer.returncode == 1
    assert f"{contract} BROKEN" in answer.stdout


def test_a_folder_outside_the_order_is_refused(copied_house):
    folder = copied_house / "src" / "alongside" / "domain" / "gardening"
    folder.mkdir()
    (folder / "__init__.py").touch()
    answer = lint(copied_house)
    assert answer.returncode == 1
    assert "gardening" in answer.stdout


def test_a_drawer_of_another_name_is_refused(copied_house):
    (copied_house / "src" / "alongside" / "domain" / "cases" / "utils.py").touch()
    answer = lint(copied_house)
    assert answer.returncode == 1
    assert "utils" in answer.stdout
