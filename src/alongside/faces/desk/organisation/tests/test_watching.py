"""Incidents with their deadlines, and the quarterly review (INF-9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.organisation.actions.watching import (
    change_reporting_rule,
    close_incident,
    open_reviews,
    register_incident,
    remind_of_incidents,
    remind_of_reviews,
    review_access,
    tell_authority,
    tell_people,
)
from alongside.domain.organisation.models import (
    AccessReview,
    AccessReviewItem,
    Appointment,
    Incident,
    ReportingRule,
)
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.refusals import NotAllowed, Refused

INCIDENTS, REVIEWS = "/desk/organisation/incidents/", "/desk/organisation/access-reviews/"


def reported(house, **but):
    given = {
        "severity": "personal_data",
        "words": "青瓷发错了群",
        "known_at": house.now - timedelta(hours=1),
        **but,
    }
    return register_incident(house.project, **given, by=actor_for(house.agent, now=house.now), now=house.now)


def test_anybody_reports_and_the_administrator_sees_it_through(client, house):
    sent = {
        "severity": "serious",
        "words": "电脑被盗",
        "known_at": timezone.localtime(house.now).strftime("%Y-%m-%dT%H:%M"),
    }
    assert signed_in(client, house.agent).post(f"{INCIDENTS}report/", sent).status_code == 302
    made = Incident.objects.get()
    assert made.due_at - made.known_at == timedelta(hours=4)
    browser = as_admin(client, house)
    assert "电脑被盗" in browser.get(INCIDENTS).content.decode()
    assert browser.post(f"{INCIDENTS}{made.pk}/close/", {"words": "x"}).status_code == 422
    browser.post(f"{INCIDENTS}{made.pk}/tell/", {"words": "网信办，编号 12"})
    browser.post(f"{INCIDENTS}{made.pk}/close/", {"words": "全部改密码"})
    made.refresh_from_db()
    assert made.closed_at


def test_strangers_see_none_of_it(client, house):
    made = reported(house)
    for person in (house.stranger, an_admin(house, house.other_project)):
        assert "青瓷" not in signed_in(client, person).get(INCIDENTS).content.decode()
        assert client.post(f"{INCIDENTS}{made.pk}/tell/", {"words": "x"}).status_code in (403, 404)
        assert client.get(f"{INCIDENTS}{made.pk}/").status_code == 404
    assert "青瓷" in signed_in(client, house.agent).get(INCIDENTS).content.decode()
    assert "青瓷" in client.get(f"{INCIDENTS}{made.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"severity": "x"}, {"words": " "}, {"known_at": timezone.now() + timedelta(days=900)}]
)
def test_absurd_reports_are_refused(house, wrong):
    with pytest.raises(Refused):
        reported(house, **wrong)


def test_the_deadline_is_called_to_mind_once(house):
    made = reported(house)
    assert remind_of_incidents(now=house.now) == 0
    assert remind_of_incidents(now=made.due_at - timedelta(hours=1)) == 1
    assert remind_of_incidents(now=made.due_at) == 0


def test_late_is_late(house):
    admin = actor_for(an_admin(house), now=house.now)
    made = reported(house)
    told = tell_authority(made, words="12345", by=admin, now=made.due_at + timedelta(hours=1))
    assert told.told_at > told.due_at
    with pytest.raises(Refused):
        tell_authority(made, words="again", by=admin, now=made.due_at)
    tell_people(made, words="called", by=admin, now=made.due_at + timedelta(hours=1))
    close_incident(made, words="done", by=admin, now=made.due_at + timedelta(hours=2))


def test_personal_data_is_not_closed_before_the_people_were_told_or_it_says_why_not(client, house):
    """INF-9, PIPL art. 57."""
    made = reported(house)
    browser = as_admin(client, house)
    browser.post(f"{INCIDENTS}{made.pk}/tell/", {"words": "网信办，编号 12"})
    assert browser.post(f"{INCIDENTS}{made.pk}/close/", {"words": "已收回"}).status_code == 422
    browser.post(f"{INCIDENTS}{made.pk}/tell-people/", {"words": "对方已删除并书面承诺，无需告知"})
    assert browser.post(f"{INCIDENTS}{made.pk}/close/", {"words": "已收回"}).status_code == 302
    page = browser.get(f"{INCIDENTS}{made.pk}/").content.decode()
    assert all(words in page for words in ("编号 12", "书面承诺", "已收回"))


def test_the_hours_are_the_companys_and_hold_from_the_next_incident_on(client, house):
    """INF-9: one that runs critical infrastructure has one hour (Measures of 2025, art. 4)."""
    rule = ReportingRule.objects.create(
        severity="personal_data", hours=4, basis={"zh-hans": "《个人信息保护法》第五十七条"}
    )
    before = reported(house)
    assert signed_in(client, house.agent).get(f"{INCIDENTS}deadlines/{rule.pk}/").status_code == 403
    browser = signed_in(client, an_admin(house, house.group))
    assert "第五十七条" in browser.get(INCIDENTS).content.decode()
    assert browser.post(f"{INCIDENTS}deadlines/{rule.pk}/", {"hours": "0"}).status_code == 422
    assert browser.post(f"{INCIDENTS}deadlines/{rule.pk}/", {"hours": "1"}).status_code == 302
    assert reported(house).due_at == before.known_at + timedelta(hours=1)
    before.refresh_from_db()
    assert before.due_at == before.known_at + timedelta(hours=4)
    with pytest.raises(NotAllowed):
        change_reporting_rule(
            rule, hours=9, by=actor_for(an_admin(house, house.project), now=house.now), now=house.now
        )


def test_a_review_is_opened_once_a_quarter_and_done_item_by_item(client, house):
    assert open_reviews(now=house.now) >= 2
    assert open_reviews(now=house.now) == 0
    admin = an_admin(house)
    review = AccessReview.objects.get(node=house.project)
    items = list(review.items.select_related("appointment__staff"))
    browser = signed_in(client, admin)
    assert house.project.name in browser.get(REVIEWS).content.decode()
    assert house.engineer.name in browser.get(f"{REVIEWS}{review.pk}/").content.decode()
    for item in items:
        keep = "0" if item.appointment.staff == house.engineer else "1"
        assert browser.post(f"{REVIEWS}items/{item.pk}/", {"keep": keep}).status_code == 302
    review.refresh_from_db()
    assert review.done_at
    later = timezone.now() + timedelta(minutes=1)
    assert not Appointment.objects.active(later).filter(staff=house.engineer).exists()
    assert AccessReviewItem.objects.filter(review=review, decided_by=admin).count() == len(items)


def test_nobody_reviews_themselves_nor_what_is_not_theirs(client, house):
    open_reviews(now=house.now)
    review = AccessReview.objects.get(node=house.project)
    own = review.items.get(appointment__staff=house.supervisor)
    with pytest.raises(NotAllowed):
        review_access(own, keep=True, by=actor_for(house.supervisor, now=house.now), now=house.now)
    for person in (house.stranger, an_admin(house, house.other_project)):
        assert signed_in(client, person).get(f"{REVIEWS}{review.pk}/").status_code == 404
        assert client.post(f"{REVIEWS}items/{own.pk}/", {"keep": "0"}).status_code == 404
    own.refresh_from_db()
    assert own.decided_at is None


def test_a_review_that_waits_is_called_to_mind_every_week(house):
    open_reviews(now=house.now)
    count = AccessReview.objects.count()
    assert remind_of_reviews(now=house.now + timedelta(days=6)) == 0
    assert remind_of_reviews(now=house.now + timedelta(days=7)) == count
    assert remind_of_reviews(now=house.now + timedelta(days=8)) == 0
