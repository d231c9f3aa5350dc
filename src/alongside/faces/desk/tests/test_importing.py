"""Importing customers and homes from a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Appointment
from alongside.faces.desk.tests.pages import signed_in

HOMES, CUSTOMERS = "/desk/estates/import/", "/desk/customers/import/"
GOOD = "楼盘,楼栋,房号,楼层,状态\n观澜庭,9栋,101,1,签约\n观澜庭,9栋,201,zwei,签约\n"


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


def sent(house, text=GOOD, act="check"):
    return {"node": house.project.pk, "act": act, "file": SimpleUploadedFile("h.csv", text.encode())}


def test_a_check_names_line_and_column_and_changes_nothing(as_supervisor, house):
    """EST-7."""
    page = as_supervisor.post(HOMES, sent(house))
    (fault,) = page.context["faults"]
    assert (fault.line, fault.column) == (3, "楼层")
    assert page.context["report"].new == 1
    assert not Unit.objects.filter(number="101").exists()


def test_a_load_takes_in_the_good_rows(as_supervisor, house):
    """EST-7."""
    as_supervisor.post(HOMES, sent(house, act="load"))
    assert Unit.objects.filter(building__name="9栋").count() == 1


def test_the_faults_come_as_a_workbook(as_supervisor, house, tmp_path):
    """EST-7."""
    file = tmp_path / "errors.xlsx"
    file.write_bytes(as_supervisor.post(HOMES, sent(house, act="errors")).content)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == [3, "楼层"]


@pytest.mark.parametrize("url", [HOMES, CUSTOMERS])
def test_the_example_file_passes_its_own_check(as_supervisor, house, url):
    example = as_supervisor.get(f"{url}?example=1").content
    if url == CUSTOMERS:
        homes = as_supervisor.get(f"{HOMES}?example=1").content
        as_supervisor.post(
            HOMES, {"node": house.project.pk, "act": "load", "file": SimpleUploadedFile("h.xlsx", homes)}
        )
    page = as_supervisor.post(url, {"node": house.project.pk, "file": SimpleUploadedFile("e.xlsx", example)})
    assert page.context["report"].read == 1
    assert page.context["faults"] == []


def test_customers_are_loaded(as_supervisor, house):
    """CUS-10."""
    as_supervisor.post(CUSTOMERS, sent(house, "姓名,手机\n何静,13900002222\n", act="load"))
    assert Customer.objects.filter(name="何静").exists()


def test_says_what_is_wrong_with_a_file_that_is_no_table(as_supervisor, house):
    assert as_supervisor.post(HOMES, sent(house, "\x00\x01\x02")).status_code == 422


@pytest.mark.parametrize("url", [HOMES, CUSTOMERS])
def test_nobody_imports_into_another_project(client, house, url):
    """ORG-3."""
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    page = signed_in(client, house.stranger).post(url, sent(house, act="load"))
    assert page.status_code == 422
    assert house.project.name not in page.content.decode()
    assert not Unit.objects.filter(number="101").exists()
