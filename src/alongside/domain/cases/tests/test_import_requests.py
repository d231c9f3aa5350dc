"""Tables of requests from another system become cases, once, and faulty rows are named (issue of real input)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.domain.cases.imports.mapping import CaseMapping
from alongside.domain.cases.imports.requests import import_requests
from alongside.domain.cases.models import Case, Deadline
from alongside.domain.cases.queries.figures import figures_between
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HEADER = "no,opened,due,closed,mark,subject,via,place\n"
ROWS = (
    "1,2026-03-01 09:00,2026-03-03 09:00,2026-03-02 10:00,YES,漏水 卫生间,phone,8栋\n"
    "2,2026-03-01 10:00,2026-03-03 09:00,2026-03-04 10:00,NO,=1+1 电梯,web,3栋\n"
    "3,2026-03-02 10:00,,,,咨询,phone,1栋\n"
    "4,2026-03-02 10:00,2026-03-03 10:00,2026-03-01 10:00,YES,倒着结案,phone,1栋\n"
    "5,not a date,,,,日期不对,phone,1栋\n"
    ",2026-03-02 10:00,,,,没有编号,phone,1栋\n"
    "7,2026-03-02 10:00,,,,,phone,1栋\n"
)
MAPPING = {
    "file": {"moment": "%Y-%m-%d %H:%M", "key_prefix": "old:"},
    "columns": {
        "source_key": "no", "title": "subject", "opened_at": "opened", "due_at": "due", "closed_at": "closed",
        "channel": "via", "place_words": "place",
    },
    "texts": {"words": "{subject}，{place}"},
    "values": {"channel": {"phone": "phone", "web": "web"}},
    "defaults": {"kind": "repair"},
    "nodes": {"under": "OLD", "name": "老系统"},
    "category": {"root": "old", "columns": ["subject"]},
    "marks": {"on_time": "mark", "yes": "YES", "no": "NO"},
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "requests.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


@pytest.fixture
def mapping() -> CaseMapping:
    return CaseMapping.from_data(MAPPING)


@pytest.fixture(autouse=True)
def _company(db, cast):
    return cast


def test_loads_the_good_rows_and_names_line_and_column_of_the_faulty(table, mapping) -> None:
    report = import_requests(table, mapping, by=SYSTEM, now=NOW)
    assert (report.read, report.new) == (7, 3)
    assert [(one.line, one.column) for one in report.faulty] == [
        (5, "closed"), (6, "opened"), (7, "no"), (8, "subject"),
    ]  # fmt: skip
    assert set(Case.objects.filter(node__code="OLD").values_list("source_key", "state")) == {
        ("old:1", "closed"), ("old:2", "closed"), ("old:3", "received"),
    }  # fmt: skip


def test_a_second_run_changes_nothing(table, mapping) -> None:
    import_requests(table, mapping, by=SYSTEM, now=NOW)
    before = list(Case.objects.order_by("pk").values())
    report = import_requests(table, mapping, by=SYSTEM, now=NOW)
    assert (report.new, report.known) == (0, 3)
    assert list(Case.objects.order_by("pk").values()) == before


def test_a_run_that_was_killed_goes_on_where_it_was(table, mapping, monkeypatch) -> None:
    """Each batch is its own transaction; what was in stays in."""
    monkeypatch.setattr("alongside.domain.cases.imports.requests.BATCH", 1)
    heard = []

    def killed(report) -> None:
        heard.append(report.read)
        if report.read == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_requests(table, mapping, by=SYSTEM, now=NOW, progress=killed)
    assert Case.objects.filter(node__code="OLD").count() == 2
    report = import_requests(table, mapping, by=SYSTEM, now=NOW)
    assert (report.new, report.known) == (1, 2)


def test_a_dry_run_writes_nothing(table, mapping) -> None:
    report = import_requests(table, mapping, by=SYSTEM, now=NOW, dry_run=True)
    assert (report.read, len(report.faulty), report.new) == (7, 4, 0)
    assert not Node.objects.filter(code="OLD").exists()
    assert not Case.objects.filter(source_key__startswith="old:").exists()


def test_our_figures_say_of_on_time_what_the_file_says_of_itself(table, mapping, cast) -> None:
    """CAS-14: on-time of closed requests that had a target."""
    report = import_requests(table, mapping, by=SYSTEM, now=NOW)
    assert (report.marks.theirs_on_time, report.marks.theirs_late, report.marks.differing) == (1, 1, 0)
    node = Node.objects.get(code="OLD")
    met = Deadline.objects.filter(node=node, milestone="resolve", met_at__isnull=False)
    assert sorted(one.met_at <= one.due_at for one in met) == [False, True]
    figures = figures_between(node, datetime(2026, 3, 1).date(), datetime(2026, 4, 1).date(), viewer=SYSTEM)
    resolve = next(one for one in figures.milestones if one.key == "resolve")
    assert (resolve.met, resolve.on_time.count, resolve.late.count) == (2, 1, 1)


def test_is_refused_when_the_file_lacks_a_column(tmp_path, mapping) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused):
        import_requests(path, mapping, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "fault",
    [
        {"columns": {"title": "subject"}},
        {"columns": MAPPING["columns"] | {"colour": "subject"}},
        {"values": {"channel": {"phone": "pigeon"}}},
        {"file": {"time_zone": "Mars/Phobos"}},
    ],
)
def test_a_wrong_mapping_is_refused_by_name(fault) -> None:
    with pytest.raises(Refused):
        CaseMapping.from_data(MAPPING | fault)


def test_is_refused_to_an_agent(table, mapping, cast) -> None:
    with pytest.raises(NotAllowed):
        import_requests(table, mapping, by=cast.agent, now=NOW)


def test_the_shipped_example_reads() -> None:
    CaseMapping.read(Path(__file__).parents[5] / "examples" / "imports" / "boston311.toml")
