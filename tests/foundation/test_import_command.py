"""alongside import: the same way in as the desk's, from the command line (EST-7, CUS-10)."""

from __future__ import annotations

import gzip

import pytest
from click.testing import CliRunner

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.work.models import ImportRun
from alongside.faces.cli.import_tables import command

HOMES = "楼盘,几号楼,房号,楼层\n观澜庭,9栋,101,1\n观澜庭,9栋,201,zwei\n"


@pytest.fixture
def run(cast, tmp_path):
    """`run("units", text, "--dry-run")`: exit code and output."""

    def call(kind: str, text: str, *options: str, packed: bool = False):
        file = tmp_path / ("t.csv.gz" if packed else "t.csv")
        file.write_bytes(gzip.compress(text.encode("gb18030")) if packed else text.encode("gb18030"))
        return CliRunner().invoke(command, [kind, str(file), "--node", "GLT", *options])

    return call


def test_a_dry_run_says_what_would_happen_and_waits_in_the_desk(run, tmp_path):
    answer = run(
        "units", HOMES, "--column", "building=几号楼", "--dry-run", "--errors", str(tmp_path / "e.csv")
    )
    assert answer.exit_code == 0, answer.output
    assert "1 new, 0 changed, 0 unchanged" in answer.output
    assert "line 3, 楼层" in answer.output
    assert (tmp_path / "e.csv").read_text("utf-8-sig").splitlines()[1].startswith("3,")
    assert ImportRun.objects.get().state == "checked"
    assert not Unit.objects.filter(number="101").exists()


def test_imports_what_a_packed_file_holds_and_a_second_run_changes_nothing(run):
    text = "姓名,手机\n何静,13900002222\n"
    assert "1 new" in run("customers", text, packed=True).output
    assert "0 new, 0 changed, 1 unchanged" in run("customers", text).output
    assert Customer.objects.filter(name="何静").count() == 1


@pytest.mark.parametrize("options", [(), ("--column", "building=nowhere"), ("--column", "nothing=几号楼")])
def test_says_which_column_is_not_right(run, options):
    answer = run("units", HOMES, *options)
    assert answer.exit_code == 1
    assert not Unit.objects.filter(building__name="9栋").exists()
