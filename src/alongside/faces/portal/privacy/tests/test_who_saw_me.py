"""The owner reads who looked at their data: function and place, what and for what, never a colleague's name (INF-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.domain.customers.actions import merge_customers
from alongside.domain.customers.models import CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_department, a_role, an_appointment
from alongside.domain.privacy.permissions import SEE_WHO_LOOKED
from alongside.domain.privacy.queries import looks_at_own_data, own_looks
from alongside.kernel.access_log import note_access
from alongside.kernel.actor import SYSTEM

URL = "/portal/privacy/who-saw-me/"
OF_OTHERS = """
    INSERT INTO kernel_accessline (at, viewer_kind, viewer_id, role, act, page, about_kind, person_ids, origin, reason,
                                   writer, number, key_id, mac)
    SELECT %s, 'staff', 1, '', 'view', 'desk:customer', '', ARRAY[100000 + n], '', '', gen_random_uuid(), 1, '', ''
      FROM generate_series(1, 4000) n
"""


@pytest.fixture
def looked(house):
    """`looked(customer, …)`: 林晓月 of customer service was shown them."""
    role = a_role(
        code="service_agent",
        name={"zh-hans": "客服专员", "en": "Service agent"},
        permissions=[SEE_WHO_LOOKED.code],
    )
    department = a_department(house.node, now=house.now, code="service")
    an_appointment(
        staff=house.lin,
        node=house.node,
        role=role,
        department=department,
        now=house.now - timedelta(days=900),
    )

    def look(*customers, act="view", page="desk:customer", reason="", days=0, seconds=1, viewer=None):
        at = timezone.now() - timedelta(days=days, seconds=seconds)
        viewer = viewer or actor_for(house.lin, now=at)
        role = ",".join(getattr(viewer, "roles", ()))
        persons = [one.pk for one in customers]
        note_access(viewer=viewer, role=role, act=act, page=page, persons=persons, at=at, reason=reason)

    return look


def test_tells_the_function_what_and_for_what(house, looked, as_zhou):
    """INF-3: and not who the colleague is."""
    looked(house.zhou, act="reveal", page="desk:reveal_contact", reason="call")
    page = as_zhou.get(URL).content.decode()
    assert "观澜庭 · 客户服务部 · 客服专员" in page and "为了给您打电话" in page and "完整的电话" in page
    assert "林晓月" not in page and "lin" not in page.split("<main")[1].split("</main")[0].replace(
        "link", ""
    ).replace("line", "")


def test_looks_of_a_day_that_are_the_same_are_one_row(house, looked):
    for seconds in (1, 2, 3):
        looked(house.zhou, seconds=seconds)
    looked(house.zhou, page="export:customers", act="export", reason="masked")
    looks = [one for _day, looks in _page(house).days for one in looks]
    assert sorted((one.page, one.times) for one in looks) == [("desk:customer", 3), ("export:customers", 1)]


def test_own_looks_and_those_at_others_are_left_out(house, looked, as_ma):
    looked(house.zhou, viewer=CustomerActor(house.zhou), page="portal:home")
    looked(house.ma)
    assert _page(house).days == []
    assert "客服专员" in as_ma.get(URL).content.decode()


def test_looks_at_a_merged_record_are_told(house, looked):
    """CUS-6"""
    twin = a_customer(node=house.node, now=house.now, name="周敏", phone="13912345678")
    looked(twin)
    merge_customers(house.zhou, twin, by=SYSTEM, now=house.now)
    assert [len(looks) for _day, looks in _page(house).days] == [1]


def test_a_page_is_a_quarter_of_a_year(house, looked, as_zhou):
    house.zhou.created_at = house.now - timedelta(days=400)
    house.zhou.save()
    looked(house.zhou, days=100, page="desk:unit")
    looked(house.zhou, days=2)
    page = _page(house)
    assert len(page.days) == 1 and page.older_until == page.until - timedelta(days=91)
    older = as_zhou.get(URL, {"until": f"{page.older_until:%Y-%m-%d}"}).content.decode()
    assert "您的房屋和同住的人" in older and "您的档案" not in older
    assert as_zhou.get(URL, {"until": "tomorrow"}).status_code == 200


def test_a_long_page_ends_with_a_whole_day(house, looked, monkeypatch):
    house.zhou.created_at = house.now - timedelta(days=400)
    house.zhou.save()
    monkeypatch.setattr(own_looks, "MOST_LINES", 3)
    for days in (1, 2, 2, 3):
        looked(house.zhou, days=days)
    page = _page(house)
    assert [sum(one.times for one in looks) for _day, looks in page.days] == [1, 2]
    assert page.older_until == page.since
    rest = looks_at_own_data(
        house.zhou, CustomerActor(house.zhou), now=timezone.now(), until=page.older_until
    )
    assert [sum(one.times for one in looks) for _day, looks in rest.days] == [1]


def test_reads_over_the_index_of_persons_in_bounded_queries(house, looked, as_zhou):
    """Whatever the length of the log: the plan never walks through everybody's lines."""
    looked(house.zhou)
    with CaptureQueriesContext(connection) as few:
        as_zhou.get(URL)
    for seconds in range(2, 30):
        looked(house.zhou, seconds=seconds, page=f"desk:customer{seconds}")
    with connection.cursor() as cursor:
        cursor.execute(OF_OTHERS, [timezone.now()])
        cursor.execute("ANALYZE kernel_accessline")
        with CaptureQueriesContext(connection) as many:
            as_zhou.get(URL)
        sql = next(one["sql"] for one in many if "WITH own" in one["sql"])
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert len(many) == len(few)
    assert "Bitmap Index Scan" in plan and "person_ids" in plan, plan


def test_nobody_reads_it_of_somebody_else(house, as_zhou, client):
    """ORG-3: it is always the page of whoever is signed in."""
    assert client.get(URL).status_code == 302
    assert as_zhou.get(f"{URL}?customer={house.ma.pk}").status_code == 200


def _page(house):
    return looks_at_own_data(house.zhou, CustomerActor(house.zhou), now=timezone.now())
