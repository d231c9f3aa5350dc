"""The bell and the page of notices."""

import pytest

from alongside.domain.work.actions import notify
from alongside.domain.work.models import Notice
from alongside.faces.desk.tests.pages import assert_queries, signed_in

FEED = "/desk/notices/feed/"


@pytest.fixture
def tell(house):
    case = house.case(title="电梯停运")

    def tell(**but):
        return notify(house.agent, "case.assigned", now=house.now, about=case, label=case.number, **but)

    return tell


def test_the_feed_counts_and_then_tells_only_what_is_new(as_agent, tell):
    tell()
    first = as_agent.get(FEED).json()
    assert first["count"] == 1
    assert first["notices"] == []
    tell(is_urgent=True)
    then = as_agent.get(f"{FEED}?since={first['latest']}").json()
    assert then["count"] == 2
    assert [one["tone"] for one in then["notices"]] == ["late"]
    assert then["notices"][0]["text"] == "电梯停运"
    assert as_agent.get(f"{FEED}?since={then['latest']}").json()["notices"] == []


def test_the_first_notice_of_all_is_told_live(as_agent, tell):
    first = as_agent.get(FEED).json()
    tell()
    assert len(as_agent.get(f"{FEED}?since={first['latest']}").json()["notices"]) == 1


def test_nobody_hears_the_notices_of_another(client, house, tell):
    tell()
    signed_in(client, house.supervisor)
    assert client.get(FEED).json()["count"] == 0
    assert client.get(f"/desk/notices/{Notice.objects.get().pk}/").status_code == 404


def test_opening_one_reads_it_and_leads_to_the_case(as_agent, tell):
    tell()
    notice = Notice.objects.get()
    answer = as_agent.get(f"/desk/notices/{notice.pk}/")
    assert answer.url.startswith("/desk/cases/")
    assert as_agent.get(FEED).json()["count"] == 0


def test_reads_all_at_once(as_agent, tell):
    tell(), tell()
    as_agent.post("/desk/notices/read-all/")
    assert not Notice.objects.filter(read_at__isnull=True).exists()


def test_the_page_costs_the_same_for_three_as_for_one(as_agent, tell):
    tell()
    assert_queries(as_agent, "/desk/notices/", 5, add_two=lambda: [tell(), tell()])
