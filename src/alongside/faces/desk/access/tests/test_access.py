"""The access log for the auditor, on the customer's page, and unusual reading (INF-2, INF-3)."""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from django.utils import translation

from alongside.domain.customers.actions import add_contact_point
from alongside.domain.customers.models import ContactPoint
from alongside.domain.organisation.queries import actor_for
from alongside.domain.privacy.models import ReadingAlarm
from alongside.faces.desk.access.told import page_words
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries
from alongside.kernel.access_log import note_access
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine

URL = "/desk/access/"


@pytest.fixture
def looked(house):
    """Lin opened 周敏's page, and showed a number in full for a call."""
    for act, reason in (("view", ""), ("reveal", "call")):
        note_access(
            viewer=actor_for(house.agent, now=house.now), role="service_agent", act=act, page="desk:customer", persons=[house.customer.pk],
            at=house.now, address="192.0.2.1", reason=reason,
        )  # fmt: skip
    return house


@pytest.fixture
def auditor(client, house):
    return as_admin(client, house, None, "read_access_log", "see_organisation")


def shown(page) -> list[AccessLine]:
    return [row.line for row in page.context["rows"]]


def test_tells_who_looked_and_why_with_names_masked(auditor, looked):
    """INF-3"""
    text = auditor.get(URL).content.decode()
    assert "林晓月" in text
    assert "周··" in text
    assert "周敏" not in text
    with translation.override("zh-hans"):
        assert str(ContactPoint.RevealReason.CALL.label) in text


def test_is_found_by_record_phone_person_act_and_day(auditor, looked):
    """INF-3"""
    number = f"#{looked.customer.pk}"
    assert len(shown(auditor.get(URL, {"whose": number}))) == 2
    add_contact_point(looked.customer, kind="phone", value="13900123456", by=SYSTEM, now=looked.now)
    assert len(shown(auditor.get(URL, {"whose": "139 0012 3456"}))) == 3  # and the auditor
    assert shown(auditor.get(URL, {"whose": "#987654"})) == []
    assert shown(auditor.get(URL, {"whose": "周敏"})) == []
    assert [one.act for one in shown(auditor.get(URL, {"act": "reveal"}))] == ["reveal"]
    assert len(shown(auditor.get(URL, {"person": "lin"}))) == 2
    assert shown(auditor.get(URL, {"person": "nobody"})) == []
    assert shown(auditor.get(URL, {"until": "2001-01-01"})) == []


def test_looking_for_one_person_is_a_look_itself(auditor, looked):
    """INF-3: auditors are no exception."""
    auditor.get(URL, {"whose": f"#{looked.customer.pk}"})
    line = AccessLine.objects.latest("id")
    assert (line.page, line.person_ids) == ("desk:access_log", [looked.customer.pk])


def test_goes_on_to_older_lines(auditor, house):
    for one in range(60):
        note_access(
            viewer=actor_for(house.agent, now=house.now),
            role="",
            act="view",
            page="desk:cases",
            persons=[one],
            at=house.now,
        )
    first = auditor.get(URL)
    older = auditor.get(first.context["older"])
    assert len(shown(first)) == 50
    assert not {one.pk for one in shown(first)} & {one.pk for one in shown(older)}


def test_costs_the_same_for_three_as_for_one(auditor, looked):
    def two_more():
        for _ in range(2):
            note_access(
                viewer=actor_for(looked.agent, now=looked.now),
                role="",
                act="view",
                page="x",
                persons=[1, 2],
                at=looked.now,
            )

    auditor.get(URL)
    assert_queries(auditor, URL, 8, add_two=two_more)


@pytest.mark.parametrize("permission", ["manage_system", "manage_staff", "see_customers", "read_journal"])
def test_is_closed_to_everybody_else(client, house, permission):
    """ORG-5: not even the administrators read it."""
    assert as_admin(client, house, None, permission).get(URL).status_code == 403


def test_the_customer_s_page_leads_to_who_looked(client, looked):
    """INF-3"""
    reader = as_admin(client, looked, looked.project, "see_customers", "see_who_looked")
    page = reader.get(f"/desk/customers/{looked.customer.pk}/")
    assert f"/desk/customers/{looked.customer.pk}/who-looked/" in page.content.decode()
    told = reader.get(f"/desk/customers/{looked.customer.pk}/who-looked/").content.decode()
    assert "林晓月" in told


def test_a_stranger_does_not_learn_who_looked(client, looked):
    """ORG-3"""
    stranger = as_admin(client, looked, looked.other_project, "see_customers", "see_who_looked")
    assert stranger.get(f"/desk/customers/{looked.customer.pk}/who-looked/").status_code == 404


@pytest.fixture
def alarm(house):
    return ReadingAlarm.objects.create(
        staff=house.agent, kind="many", hour=house.now, count=90, usual=9, raised_at=house.now
    )


def test_an_alarm_is_seen_and_settled(client, house, alarm):
    """INF-2"""
    keeper = as_admin(client, house, None, "settle_alarm")
    assert "林晓月" in keeper.get(URL + "alarms/").content.decode()
    refused = keeper.post(f"{URL}alarms/{alarm.pk}/settle/", {"outcome": "work", "words": ""})
    assert refused.status_code == 422
    done = keeper.post(f"{URL}alarms/{alarm.pk}/settle/", {"outcome": "work", "words": "核对名单"})
    assert done.status_code == 302
    alarm.refresh_from_db()
    assert alarm.outcome == "work"
    assert keeper.get(f"{URL}alarms/{alarm.pk}/settle/").status_code == 404


def test_the_person_whom_it_is_about_does_not_see_it(client, house, alarm):
    """ORG-5"""
    keeper = as_admin(client, house, None, "settle_alarm")
    ReadingAlarm.objects.update(staff_id=int(keeper.session["_auth_user_id"]))
    assert keeper.get(f"{URL}alarms/{alarm.pk}/settle/").status_code == 404


def test_an_auditor_reads_alarms_and_settles_none(auditor, alarm):
    """ORG-5: who audits can't change anything."""
    assert auditor.get(URL + "alarms/").status_code == 200
    assert auditor.post(f"{URL}alarms/{alarm.pk}/settle/", {}).status_code == 403


def test_an_agent_is_let_into_neither(client, house):
    agent = as_admin(client, house, None, "see_cases", "see_customers")
    assert agent.get(URL).status_code == agent.get(URL + "alarms/").status_code == 403


# Their pages show nobody's data: nothing of them comes into the log.
SHOW_NOBODY = {
    "", "announcements", "catalogue", "figures", "files", "journal", "keys", "notices", "organisation", "profile", "roles",
    "system",
}  # fmt: skip


@pytest.mark.parametrize("face", ["desk", "portal"])
def test_says_in_words_on_which_page_it_was(face):
    """INF-2: not by the names that addresses have in the code."""
    _prefix, addresses = get_resolver().namespace_dict[face]
    with translation.override("zh-hans"):
        for name in filter(lambda one: isinstance(one, str), addresses.reverse_dict):
            address = addresses.reverse_dict.getlist(name)[0][0][0][0]
            if address.partition("/")[0] not in SHOW_NOBODY:
                assert name.replace("_", " ") not in page_words(f"{face}:{name}"), (name, address)
