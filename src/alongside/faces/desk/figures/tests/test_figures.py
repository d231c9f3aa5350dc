"""The page of figures, its workbook and its paper."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from alongside.domain.cases.queries.listing import Conditions, cases_matching
from alongside.domain.organisation.models import Appointment
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.case_links import cases_at
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/figures/"


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


@pytest.fixture
def months_cases(house):
    return [house.case(channel="phone"), house.case(channel="wechat"), house.case(channel="wechat")]


def test_every_count_opens_exactly_the_cases_it_counts(as_supervisor, house, months_cases):
    """CAS-14, INS-2: through the address, as the browser follows it."""
    page = as_supervisor.get(URL)
    viewer = actor_for(house.supervisor, now=house.now)
    found = page.context["figures"]
    lines = [line for table in page.context["tables"] for line in table.lines]
    lines += [found.total, found.repeat, found.reopened, found.transferred]
    lines += [line for one in found.milestones for line in (one.reached, one.on_time, one.late)]
    assert found.total.count == len(months_cases)
    for line in lines:
        asked = Conditions.from_query(parse_qs(urlsplit(cases_at(line.conditions)).query))
        assert cases_matching(viewer, asked, now=house.now).count() == line.count, line.label
        if line.count:
            assert cases_at(line.conditions).replace("&", "&amp;") in page.content.decode()


def test_says_what_it_counts_and_how_fresh_it_is(as_supervisor, months_cases):
    """INS-2."""
    page = as_supervisor.get(URL)
    for table in page.context["tables"]:
        assert table.definition in page.content.decode()
    assert f"{timezone.localtime(page.context['figures'].made_at):%Y-%m-%d %H:%M}" in page.content.decode()


def test_the_workbook_says_the_same(as_supervisor, months_cases):
    """INS-4."""
    answer = as_supervisor.get(f"{URL}xlsx/")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    counts = {(row[0], row[1]): row[2] for row in rows[1:]}
    assert counts[("全部", "")] == 3
    assert counts[("按渠道", "微信")] == 2


def test_the_paper_says_the_same(as_supervisor, months_cases):
    """INS-4."""
    answer = as_supervisor.get(f"{URL}pdf/")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "月度分析报告" in text
    assert "微信" in text


@pytest.mark.parametrize("page", ["", "xlsx/", "pdf/"])
def test_is_not_there_for_another_project(client, house, months_cases, page):
    """ORG-3: counting what one may not see is a leak too."""
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(f"{URL}{page}?node={house.project.pk}").status_code == 404
    assert as_stranger.get(URL).context["figures"].total.count == 0


def test_is_closed_to_who_may_not_see_figures(client, house):
    assert signed_in(client, house.engineer).get(URL).status_code == 403


def test_opens_this_month_for_a_month_that_makes_no_sense(as_supervisor):
    page = as_supervisor.get(f"{URL}?month=never&kind=nonsense")
    assert page.context["asked"].month == page.context["asked"].this_month


def test_costs_the_same_for_three_as_for_one(as_supervisor, house):
    house.case()
    as_supervisor.get(URL)  # counted and remembered, so that the page only reads

    def two_more():
        house.case()
        house.case()
        as_supervisor.get(URL)

    assert_queries(as_supervisor, URL, 6, add_two=two_more)


def test_the_numbers_are_plain_for_who_may_not_list_cases(client, house, months_cases):
    """ORG-3: an auditor reads figures; a link to cases would only refuse."""
    page = as_admin(client, house, None, "see_figures").get(URL)
    assert page.context["figures"].total.count == len(months_cases)
    assert "/desk/cases/" not in page.content.decode()
