"""Importing homes and customers from a file: brought, looked at, checked, taken in (EST-7, CUS-10)."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.customers.models import Customer
from alongside.domain.estates.actions import sites
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Appointment
from alongside.domain.work.actions.importing import forget_import_files, work_on_import
from alongside.domain.work.models import ImportRun, Notice
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about

HOMES, CUSTOMERS = "/desk/estates/import/", "/desk/customers/import/"
GOOD = "楼盘,楼栋,房号,楼层,房屋状态\n观澜庭,9栋,101,1,签约\n观澜庭,9栋,201,zwei,签约\n"


@pytest.fixture
def browser(client, house):
    return signed_in(client, house.supervisor)


@pytest.fixture
def bring(browser, house):
    """Send a file; the worker reads it. Gives the run, or the answer when it was refused."""

    def send(text=GOOD, url=HOMES, name="h.csv", **more):
        body = text if isinstance(text, bytes) else text.encode()
        answer = browser.post(url, {"node": house.project.pk, "file": SimpleUploadedFile(name, body), **more})
        if answer.status_code != 302:
            return answer
        run = ImportRun.objects.get(pk=int(answer.headers["Location"].strip("/").split("/")[-1]))
        return work_on_import(run.pk, now=house.now) or run

    return send


def act(browser, run, what, **data):
    return browser.post(f"/desk/imports/{run.pk}/{what}/", data)


def columns(run, **but):
    chosen = {f"column-{place}": field for field, place in run.columns.items()}
    return {"may_change": "on", **chosen, **but}


def through(browser, house, run, upto="done"):
    """Columns as guessed, checked, imported."""
    act(browser, run, "columns", **columns(run))
    work_on_import(run.pk, now=house.now)
    if upto == "done":
        act(browser, run, "begin")
        work_on_import(run.pk, now=house.now)
    run.refresh_from_db()
    return run


def test_a_check_says_what_would_happen_and_changes_nothing(browser, house, bring):
    """EST-7: counts, and the first faults with line and column in the reader's language."""
    run = through(browser, house, bring(), upto="checked")
    assert (run.state, run.new, run.faulty) == ("checked", 1, 1)
    page = browser.get(f"/desk/imports/{run.pk}/")
    (fault,) = page.context["faults"]
    assert (fault.line, fault.column, fault.reason) == (3, "楼层", "楼层须为整数。")
    assert not Unit.objects.filter(number="101").exists()


@pytest.mark.parametrize(
    ("language", "column", "reason", "options"),
    [
        ("en", "Estate", "This is missing.", "Bare shell, "),
        ("zh-hans", "楼盘", "此项缺失。", "毛坯、"),
        ("zh-hant", "樓盤", "此項缺失。", "毛坯、"),
    ],
)
def test_faults_are_in_the_language_of_whoever_reads_them(
    client, browser, house, bring, language, column, reason, options
):
    """EST-7: on the page and in the file, whatever language the check ran in; what was said is not kept."""
    sites.add_estate(node=house.project, name="观澜庭二期", by=SYSTEM, now=house.now)
    run = through(browser, house, bring("楼栋,房号,装修\n9栋,101,豪华\n"), upto="checked")
    reader = signed_in(client, house.supervisor, language)
    page = reader.get(f"/desk/imports/{run.pk}/")
    missing, choice = page.context["faults"]
    assert (missing.column, missing.reason) == (column, reason)
    assert choice.value == "豪华" and options in choice.reason
    assert reason in page.content.decode()
    assert f"{reason}" in reader.get(f"/desk/imports/{run.pk}/faults.csv").content.decode()
    assert "This" not in (kept := run.faults.first().words) and "缺" not in kept


def test_importing_takes_in_the_good_rows_and_tells_who_began_it(browser, house, bring):
    """EST-7: and the journal says it."""
    run = through(browser, house, bring())
    assert run.state == "done"
    assert Unit.objects.filter(building__name="9栋").count() == 1
    assert list(journal.timeline_of(run).values_list("kind", flat=True)) == [
        "import.begun",
        "import.finished",
    ]
    notice = Notice.objects.get(kind="import.finished")
    assert notice.staff == house.supervisor
    assert browser.get(f"/desk/notices/{notice.pk}/").headers["Location"] == f"/desk/imports/{run.pk}/"


def test_a_second_run_of_the_same_file_changes_nothing(browser, house, bring):
    """EST-7."""
    through(browser, house, bring())
    before = list(Unit.objects.order_by("pk").values())
    again = through(browser, house, bring())
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert list(Unit.objects.order_by("pk").values()) == before


def test_two_clicks_begin_it_once(browser, house, bring):
    first = bring(once="abc")
    assert bring(once="abc").pk == first.pk
    assert ImportRun.objects.count() == 1
    run = through(browser, house, first)
    assert act(browser, run, "begin").status_code == 302
    assert work_on_import(run.pk, now=house.now) is None
    assert journal.timeline_of(run).filter(kind="import.begun").count() == 1


def test_columns_are_guessed_shown_and_changed_by_hand(browser, house, bring):
    """EST-7: a column of an unknown name is chosen by the person."""
    run = bring("小区名称,几号楼,Room number,建筑面积（㎡）,备注\n观澜庭,9栋,101,88.5㎡,x\n")
    assert run.columns == {"estate": 0, "number": 2, "gross_area": 3}
    page = browser.get(f"/desk/imports/{run.pk}/")
    assert [one.field for one in page.context["missing"]] == ["building"]
    assert page.context["file_columns"][1].samples == ["9栋"]
    refused = act(browser, run, "columns", **columns(run))
    assert refused.status_code == 422
    act(browser, run, "columns", **columns(run, **{"column-1": "building"}))
    work_on_import(run.pk, now=house.now)
    run.refresh_from_db()
    assert (run.state, run.new, run.faulty) == ("checked", 1, 0)


def test_a_whole_address_needs_no_column_of_buildings(browser, house, bring):
    """EST-7: the first rows show that the number says it."""
    run = bring("房屋地址,楼层\n9栋1单元101,1\n9-1-201,2\n")
    assert browser.get(f"/desk/imports/{run.pk}/").context["missing"] == []
    run = through(browser, house, run, upto="checked")
    assert (run.state, run.new, run.faulty) == ("checked", 2, 0)


def test_a_field_is_not_chosen_twice(browser, bring):
    run = bring()
    assert act(browser, run, "columns", **columns(run, **{"column-3": "number"})).status_code == 422
    run.refresh_from_db()
    assert run.state == "columns"


def test_columns_can_be_chosen_again_after_the_check(browser, house, bring):
    run = through(browser, house, bring(), upto="checked")
    assert "file_columns" in browser.get(f"/desk/imports/{run.pk}/?columns").context
    act(browser, run, "columns", **columns(run, **{"column-3": ""}))
    work_on_import(run.pk, now=house.now)
    run.refresh_from_db()
    assert (run.new, run.faulty, run.faults.count()) == (2, 0, 0)


def test_does_not_call_a_file_without_a_good_row_imported_already(browser, house, bring):
    """EST-7"""
    faulty = through(browser, house, bring(text=GOOD.replace(",1,", ",eins,")), upto="checked")
    page = browser.get(f"/desk/imports/{faulty.pk}/").content.decode()
    assert (faulty.same, faulty.faulty) == (0, 2)
    assert "每一行都有问题" in page
    assert "均已在系统中" not in page


def test_the_faulty_rows_come_as_a_file_that_is_mended_and_sent_again(browser, house, bring):
    """EST-7: UTF-8 with BOM, no formula, the file's own columns behind line and reason."""
    text = GOOD + "=1+1,9栋,301,drei,签约\n观澜庭,9栋,,5,签约\n"
    run = through(browser, house, bring(text), upto="checked")
    body = browser.get(f"/desk/imports/{run.pk}/faults.csv").content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["行", "问题", "楼盘", "楼栋", "房号", "楼层", "房屋状态"]
    assert [row[0] for row in rows[1:]] == ["3", "4", "5"]
    assert rows[2][2] == "'=1+1"
    mended = body.decode("utf-8-sig").replace("zwei", "2")
    again = through(browser, house, bring(mended), upto="checked")
    assert again.new == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_come_as_people_save_them(browser, house, bring, encoding):
    """EST-7: any usual encoding; the header copied in again, empty lines, the same row twice, 暂无数据."""
    text = "姓名,手机,邮箱\n何静,13900002222,暂无数据\n\n姓名,手机,邮箱\n何静,13900002222,\n,,\n谢欣,13900003333,无\n"
    run = through(browser, house, bring(text.encode(encoding), CUSTOMERS))
    assert (run.read, run.new, run.same, run.faulty) == (3, 2, 1, 0)
    assert set(Customer.objects.filter(name__in=["何静", "谢欣"]).values_list("name", flat=True)) == {
        "何静",
        "谢欣",
    }


@pytest.mark.parametrize("language", ["zh-hans", "en", "zh-hant"])
@pytest.mark.parametrize("url", [HOMES, CUSTOMERS])
def test_the_template_passes_its_own_check_in_every_language(client, house, url, language):
    """EST-7: the columns stand on the page and in the file in the reader's language."""
    browser = signed_in(client, house.supervisor, language)
    page = browser.get(url)
    labels = [str(one.label) for one in page.context["columns"]]
    assert all(label in page.content.decode() for label in labels)
    template = browser.get(f"{url}?template").content
    answer = browser.post(url, {"node": house.project.pk, "file": SimpleUploadedFile("t.xlsx", template)})
    run = ImportRun.objects.get(pk=int(answer.headers["Location"].strip("/").split("/")[-1]))
    run = work_on_import(run.pk, now=house.now)
    assert sorted(run.columns.values()) == list(range(len(labels)))
    if url == CUSTOMERS:
        run.columns = {
            k: v for k, v in run.columns.items() if k not in ("estate", "building", "entrance", "number")
        }
    run.save()
    run = through(browser, house, run, upto="checked")
    assert (run.read, run.faulty, run.new) == (1, 0, 1)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"\x00\x01\x02", "h.csv"),
        (b"PK\x03\x04 no workbook", "h.xlsx"),
        (b"%PDF-1.7 not a table", "h.csv"),
        (b"<html><script>alert(1)</script>", "h.csv"),
        (b"", "h.csv"),
    ],
)
def test_a_file_that_lies_about_itself_is_refused(house, bring, body, name):
    """INF-8."""
    answer = bring(body, name=name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("text", "trouble"), [("\n\n", "empty"), ("a,a\n1,2\n", "duplicate")])
def test_says_what_is_wrong_with_a_file_that_is_no_table(browser, bring, text, trouble):
    run = bring(text)
    assert (run.state, run.trouble) == ("unreadable", trouble)
    assert browser.get(f"/desk/imports/{run.pk}/").context["trouble"]


def test_cancelling_before_the_import_leaves_nothing(browser, house, bring):
    run = through(browser, house, bring(), upto="checked")
    act(browser, run, "cancel")
    assert act(browser, run, "begin").status_code == 422
    assert work_on_import(run.pk, now=house.now) is None
    assert not Unit.objects.filter(number="101").exists()


def test_progress_is_a_part_that_refreshes_itself_until_it_is_done(browser, house, bring):
    run = bring()
    act(browser, run, "columns", **columns(run))
    busy = browser.get(f"/desk/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" in busy
    assert "<html" not in busy
    assert "<noscript><a" in browser.get(f"/desk/imports/{run.pk}/").content.decode()
    work_on_import(run.pk, now=house.now)
    done = browser.get(f"/desk/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" not in done


@pytest.mark.parametrize("url", [HOMES, CUSTOMERS])
def test_nobody_imports_into_another_project(client, house, url):
    """ORG-3."""
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    page = signed_in(client, house.stranger).post(
        url, {"node": house.project.pk, "file": SimpleUploadedFile("h.csv", GOOD.encode())}
    )
    assert page.status_code == 422
    assert house.project.name not in page.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "engineer"])
def test_an_import_does_not_exist_for_strangers(client, browser, house, bring, who):
    """ORG-3: neither page nor acts nor faults nor a line in the list."""
    run = through(browser, house, bring(), upto="checked")
    stranger = signed_in(client, getattr(house, who))
    assert stranger.get(f"/desk/imports/{run.pk}/").status_code == 404
    assert stranger.get(f"/desk/imports/{run.pk}/faults.csv").status_code == 404
    for what in ("begin", "cancel", "resume", "columns"):
        assert act(stranger, run, what).status_code == 404
    assert "h.csv" not in stranger.get("/desk/imports/").content.decode()
    run.refresh_from_db()
    assert run.state == "checked"


def test_first_values_are_shown_to_who_brought_the_file_only(client, browser, house, bring):
    """INF-2: a phone stands there in the clear."""
    run = bring("姓名,手机\n何静,13900002222\n", CUSTOMERS)
    url = f"/desk/imports/{run.pk}/"
    assert "13900002222" in browser.get(url).content.decode()
    Appointment.objects.filter(staff=house.agent).update(
        role=Appointment.objects.get(staff=house.supervisor).role
    )
    page = signed_in(client, house.agent).get(url)
    assert page.status_code == 200
    assert "13900002222" not in page.content.decode()


def test_what_is_wrong_is_quoted_to_who_brought_the_file_only(client, browser, house, bring):
    """INF-2: a column that is mistaken for another holds anything."""
    run = bring("姓名,手机\n何静,13900002222\n", CUSTOMERS)
    act(browser, run, "columns", **{"column-0": "name", "column-1": "tier"})
    work_on_import(run.pk, now=house.now)
    assert "13900002222" in browser.get(f"/desk/imports/{run.pk}/").content.decode()
    Appointment.objects.filter(staff=house.agent).update(
        role=Appointment.objects.get(staff=house.supervisor).role
    )
    assert (
        "13900002222" not in signed_in(client, house.agent).get(f"/desk/imports/{run.pk}/").content.decode()
    )


def test_nothing_of_the_file_lies_in_the_database_in_the_clear(browser, house, bring):
    """INF-1: not even when a column is mistaken for another or the header is a row."""
    run = bring("何静,13900002222\n谢欣,13900003333\n", CUSTOMERS)
    act(browser, run, "columns", **{"column-0": "name", "column-1": "tier"})
    work_on_import(run.pk, now=house.now)
    stored = str(list(ImportRun.objects.extra(select={"raw": "look"}).values("raw", "columns", "fields")))
    stored += str(list(run.faults.extra(select={"raw": "words"}).values("raw", "line")))
    assert run.faults.count()
    assert "1390000" not in stored and "谢欣" not in stored


def test_the_file_lies_encrypted_and_is_read_again(browser, house, bring):
    """INF-1: not a name, not a phone of it on disk; its faulty rows still come back as they were sent."""
    run = bring("姓名,手机\n何静,13900002222\n谢欣,12\n" + "何静,13900002222\n" * 9_000, CUSTOMERS)
    (stored,) = files_about(run)
    with default_storage.open(stored.path) as kept:
        lying = kept.read()
    assert len(lying) > stored.size > 100_000
    assert b"13900002222" not in lying and "何静".encode() not in lying
    run = through(browser, house, run, upto="checked")
    assert (run.new, run.faulty) == (1, 1)
    assert "谢欣,12" in browser.get(f"/desk/imports/{run.pk}/faults.csv").content.decode()


def test_files_and_faults_are_thrown_away_after_their_time(browser, house, bring, settings, tmp_path):
    """INF-5: the run stays as a line."""
    run = through(browser, house, bring(), upto="checked")
    assert forget_import_files(before=house.now) == 0
    later = run.created_at.replace(year=run.created_at.year + 1)
    assert forget_import_files(before=later) == 1
    run.refresh_from_db()
    assert (run.state, run.faults.count()) == ("cancelled", 0)
    assert browser.get(f"/desk/imports/{run.pk}/").status_code == 200
    assert browser.get(f"/desk/imports/{run.pk}/faults.csv").status_code == 404


def test_the_list_costs_the_same_for_one_as_for_three(browser, bring):
    bring()
    assert_queries(browser, "/desk/imports/", 4, add_two=lambda: (bring(), bring()))
