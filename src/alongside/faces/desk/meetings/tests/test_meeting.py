"""The page of the case meeting, its paper, its words and decisions (CAS-13)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from alongside.domain.cases.actions.meeting import give_out_pack, send_pack
from alongside.domain.cases.models import CaseMeeting
from alongside.domain.conversations.models import Delivery
from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.domain.work.models import Task
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine, StoredFile

URL = "/desk/case-meetings/"


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


@pytest.fixture
def last_month(house):
    return (timezone.localdate(house.now).replace(day=1) - timedelta(days=1)).replace(day=1)


@pytest.fixture
def complaint(house, last_month):
    """One of the middle of the month before."""

    def complaint(**but):
        at = timezone.make_aware(timezone.datetime(last_month.year, last_month.month, 15, 12))
        return house.case(now=at, **but)

    return complaint


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_last_month_stands_there_and_says_what_it_left_open(as_supervisor, complaint):
    """CAS-13, CAS-14: the counts open into their cases; whose data it shows is in the access log (INF-3)."""
    case = complaint()
    page = as_supervisor.get(URL)
    html = page.content.decode()
    assert page.context["pack"].all.this.total.count == 1
    assert case.title in html
    assert "/desk/cases/?node=" in html
    assert "这个月的材料还没有发出" in html
    assert AccessLine.objects.get().person_ids == [case.customer_id]


def test_what_was_given_out_and_todays_figures_are_told_apart(as_supervisor, house, complaint, last_month):
    """CAS-13."""
    complaint()
    page = as_supervisor.post(f"{URL}give-out/?node={house.project.pk}&month={last_month:%Y-%m}", follow=True)
    complaint()
    live, given = as_supervisor.get(URL), as_supervisor.get(f"{URL}?as=given")
    assert page.redirect_chain[0][0].endswith("&as=given")
    assert live.context["pack"].all.this.total.count == 2
    assert given.context["pack"].all.this.total.count == 1
    assert [row.given for row in live.context["rows"]][:2] == ["1", "1"]
    assert "发出时" in live.content.decode()
    assert "不会再变" in given.content.decode()
    assert "/desk/cases/?node=" not in given.content.decode()


def test_the_paper_that_was_sent_is_the_paper_that_one_gets(as_supervisor, house, complaint, last_month):
    """CAS-13: sealed, in the language of the reader; today's is made anew."""
    case = complaint(title="电梯停运")
    Role.objects.filter(appointments__staff=house.supervisor).update(escalation_rank=3)
    StaffMember.objects.filter(pk=house.supervisor.pk).update(email="zhao@example.com")
    meeting = give_out_pack(house.project, month=last_month, by=SYSTEM, now=house.now)
    send_pack(meeting, by=SYSTEM, now=house.now)
    complaint(title="楼道积水")
    given = as_supervisor.get(f"{URL}pdf/?month={last_month:%Y-%m}&as=given")
    assert given["Content-Type"] == "application/pdf"
    kept = b"".join(given.streaming_content)
    assert StoredFile.objects.get().size == len(kept)
    assert "电梯停运" in text_of(kept)
    assert "楼道积水" not in text_of(kept)
    assert {mail.staff for mail in Delivery.objects.all()} == {house.supervisor}
    today = text_of(as_supervisor.get(f"{URL}pdf/?month={last_month:%Y-%m}").content)
    assert "楼道积水" in today
    assert case.number in today
    assert house.supervisor.name in today


def test_the_chair_writes_and_the_meeting_decides(as_supervisor, house, last_month):
    """CAS-13, ORG-10: a decision stands on the board of tasks and leads back to its meeting."""
    asked = f"node={house.project.pk}&month={last_month:%Y-%m}"
    as_supervisor.post(f"{URL}words/?{asked}", {"words": "渗漏仍是重点", "held_on": house.now.date()})
    due = timezone.localtime(house.now) + timedelta(days=7)
    decided = {
        "department": house.engineering.pk,
        "title": "交付前逐户闭水",
        "words": "",
        "due_at": f"{due:%Y-%m-%dT%H:%M}",
    }
    page = as_supervisor.post(f"{URL}decisions/?{asked}", decided, follow=True)
    html = page.content.decode()
    for told in ("渗漏仍是重点", "交付前逐户闭水"):
        assert told in html
    task = Task.objects.get()
    assert (
        f"{URL}?{asked}".replace("&", "&amp;")
        in as_supervisor.get(f"/desk/tasks/{task.pk}/").content.decode()
    )
    following = as_supervisor.get(f"{URL}?month={timezone.localdate(house.now):%Y-%m}")
    assert [line.task for line in following.context["pack"].decisions] == [task]
    meeting = CaseMeeting.objects.get()
    ask = as_supervisor.get(f"/desk/tasks/ask/?about=casemeeting:{meeting.pk}")
    assert ask.url.startswith(f"{URL}decisions/")


@pytest.mark.parametrize("page", ["", "pdf/", "words/", "decisions/"])
def test_is_not_there_for_another_project(client, house, complaint, page):
    """ORG-3."""
    case = complaint()
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(f"{URL}{page}?node={house.project.pk}").status_code == 404
    assert case.title not in as_stranger.get(URL).content.decode()


def test_costs_the_same_for_three_as_for_one(as_supervisor, complaint):
    complaint()
    as_supervisor.get(URL)
    assert_queries(as_supervisor, URL, 40, add_two=lambda: [complaint(), complaint(), as_supervisor.get(URL)])
