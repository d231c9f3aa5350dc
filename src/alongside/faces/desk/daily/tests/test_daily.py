"""The page of the complaint daily, its paper and its spot checks."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from alongside.domain.cases.actions.daily import make_daily
from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.hooks import daily_as_paper
from alongside.domain.cases.models import Case, SpotCheck
from alongside.domain.organisation.models import Appointment
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/daily/"


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


@pytest.fixture
def yesterday(house):
    return timezone.localdate(house.now) - timedelta(days=1)


@pytest.fixture
def complaint(house, yesterday):
    noon = timezone.make_aware(
        timezone.datetime.combine(yesterday, timezone.datetime.min.time())
    ) + timedelta(hours=12)

    def complaint(**but):
        case = house.case(now=noon, **{"title": "电梯停运", "words": "老人下不了楼！", **but})
        reply_to_customer(
            case, words="两小时内修好", channel="phone", by=actor_for(house.agent, now=noon),
            now=noon + timedelta(minutes=9),
        )  # fmt: skip
        return Case.objects.get(pk=case.pk)

    return complaint


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_shows_the_customers_own_words_our_answer_and_who_follows(as_supervisor, complaint):
    """CAS-12."""
    case = complaint()
    page = as_supervisor.get(URL).content.decode()
    for told in (case.number, "老人下不了楼！", "12:00", "两小时内修好", "12:09", "林晓月"):
        assert told in page


def test_carries_forward_what_is_still_open(as_supervisor, complaint, yesterday):
    """CAS-12."""
    case = complaint()
    page = as_supervisor.get(f"{URL}?on={yesterday + timedelta(days=1)}")
    assert [line.case for line in page.context["daily"].carried] == [case]


def test_offers_no_day_to_come(as_supervisor, house):
    tomorrow = timezone.localdate(house.now) + timedelta(days=1)
    page = as_supervisor.get(f"{URL}?on={tomorrow}")
    assert page.context["day"].on == timezone.localdate(house.now)
    assert page.context["day"].next == ""


def test_is_a_pdf_with_chinese_that_can_be_read(as_supervisor, complaint):
    """CAS-12, INS-4."""
    case = complaint()
    answer = as_supervisor.get(f"{URL}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert case.number in text
    assert "老人下不了楼" in text


def test_the_mail_of_the_morning_carries_the_paper_in_the_readers_language(house, complaint, yesterday):
    """CAS-12."""
    complaint()
    make_daily(house.project, on=yesterday, by=SYSTEM, now=house.now)
    (paper,) = daily_as_paper.ask(house.project.pk, yesterday, "en")
    assert paper.file_name == f"complaint-daily-GLT-{yesterday}.pdf"
    assert paper.url.endswith(f"/desk/daily/?node={house.project.pk}&on={yesterday}")
    assert "Complaint daily" in text_of(paper.pdf)
    assert mail.outbox == []


def test_draws_cases_by_lot_and_shows_them(as_supervisor, house, complaint, yesterday):
    """CAS-12."""
    case = complaint()
    page = as_supervisor.post(
        f"{URL}spot-checks/", {"node": house.project.pk, "on": yesterday, "count": 2}, follow=True
    )
    assert [check.case for check in page.context["daily"].spot_checks] == [case]


def test_records_what_the_customer_said(as_supervisor, house, complaint, yesterday):
    """CAS-12: a bad result needs the customer's words."""
    complaint()
    as_supervisor.post(f"{URL}spot-checks/", {"node": house.project.pk, "on": yesterday, "count": 1})
    check = SpotCheck.objects.get()
    address = f"{URL}spot-checks/{check.pk}/"
    assert as_supervisor.post(address, {"result": "not_solved"}).status_code == 422
    page = as_supervisor.post(address, {"result": "not_solved", "words": "没人来过"}, follow=True)
    assert "没人来过" in page.content.decode()


@pytest.mark.parametrize("page", ["", "paper/", "pdf/"])
def test_is_not_there_for_another_project(client, house, complaint, page):
    """ORG-3."""
    complaint()
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(f"{URL}{page}?node={house.project.pk}").status_code == 404
    own = as_stranger.get(URL)
    assert "老人下不了楼" not in own.content.decode()
    assert own.context["daily"].new == []


def test_a_stranger_records_no_call(client, house, complaint, yesterday):
    """ORG-3."""
    complaint()
    signed_in(client, house.supervisor).post(
        f"{URL}spot-checks/", {"node": house.project.pk, "on": yesterday, "count": 1}
    )
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    address = f"{URL}spot-checks/{SpotCheck.objects.get().pk}/"
    assert signed_in(client, house.stranger).get(address).status_code == 404


def test_costs_the_same_for_three_as_for_one(as_supervisor, complaint):
    complaint()
    assert_queries(as_supervisor, URL, 13, add_two=lambda: [complaint(), complaint()])
