"""The pages of leaving: planned, offered, taken (ORG-6)."""

from datetime import timedelta

from django.utils import timezone

from alongside.domain.organisation.actions.leaving import plan_leaving
from alongside.domain.organisation.models import HandoverItem, Leaving
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

MINE = "/desk/organisation/handed-over-to-me/"


def url(person, act=""):
    return f"/desk/organisation/staff/{person.pk}/leaving/{act}"


def test_it_is_planned_offered_and_taken(client, house):
    case = house.case()
    browser = as_admin(client, house)
    until = timezone.localtime(house.now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(url(house.agent, "plan/"), {"leaves_at": until}).url == url(house.agent)
    assert case.number in browser.get(url(house.agent)).content.decode()
    sent = {"chosen": [f"case:{case.pk}"], "to": house.supervisor.pk}
    assert browser.post(url(house.agent), sent).status_code == 302
    receiver = signed_in(client, house.supervisor)
    assert "1" in receiver.get("/desk/handed-to-me/").content.decode()
    item = HandoverItem.objects.get()
    assert case.number in receiver.get(MINE).content.decode()
    receiver.post(MINE, {"leaving": item.leaving_id, "chosen": item.pk, "answer": "accept"})
    case.refresh_from_db()
    assert case.owner == house.supervisor
    assert "circle-check" not in receiver.get(MINE).content.decode()


def test_it_lies_ahead(client, house):
    """INF-10."""
    browser = as_admin(client, house)
    assert browser.post(url(house.agent, "plan/"), {"leaves_at": "2001-01-01T10:00"}).status_code == 422
    assert browser.post(url(house.agent, "plan/"), {"leaves_at": "soon"}).status_code == 422
    assert not Leaving.objects.exists()


def test_strangers_see_nothing_of_it(client, house):
    """ORG-3: neither the page, nor by guessing what was offered to others."""
    case = house.case()
    leaving = plan_leaving(house.agent, leaves_at=house.now + timedelta(days=1), by=SYSTEM, now=house.now)
    item = HandoverItem.objects.create(
        leaving=leaving, kind="case", thing_id=case.pk, label=case.number, receiver=house.supervisor,
        offered_at=house.now,
    )  # fmt: skip
    for person in (house.stranger, house.engineer, an_admin(house, house.other_project)):
        assert signed_in(client, person).get(url(house.agent)).status_code == 404
        client.post(MINE, {"leaving": leaving.pk, "chosen": item.pk, "answer": "accept"})
    item.refresh_from_db()
    assert item.state == "offered"
    assert actor_for(house.agent, now=house.now).reaches


def test_the_person_themself_may_say_who_takes_what(client, house):
    plan_leaving(house.agent, leaves_at=house.now + timedelta(days=1), by=SYSTEM, now=house.now)
    assert signed_in(client, house.agent).get(url(house.agent)).status_code == 200
    assert client.post(url(house.agent, "cancel/")).status_code == 403
