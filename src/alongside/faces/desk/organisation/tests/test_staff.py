"""Finding people, adding and appointing them, and letting them go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in

LIST = "/desk/organisation/staff/"


def url(person, act=""):
    return f"{LIST}{person.pk}/{act}"


def new_person(house, **but):
    return {
        "name": "罗敏仪", "username": "luo", "language": "zh-hans", "password": "tong-xing-2026",
        "role": Role.objects.get(code="agent").pk, "place": house.project.pk, **but,
    }  # fmt: skip


def test_are_found_by_name_and_place(client, house):
    browser = as_admin(client, house)
    assert [one.name for one in browser.get(LIST, {"q": "晓月"}).context["rows"]] == ["林晓月"]
    there = browser.get(LIST, {"node": house.other_project.pk}).context["rows"]
    assert [one.name for one in there] == ["陈立"]


def test_of_elsewhere_are_not_found(client, house):
    """ORG-3: neither in the list nor by their number."""
    as_stranger = signed_in(client, house.stranger)
    assert [one.name for one in as_stranger.get(LIST).context["rows"]] == ["陈立"]
    assert as_stranger.get(LIST, {"node": house.project.pk, "q": "林"}).context["rows"] == []
    assert as_stranger.get(url(house.agent)).status_code == 404


def test_cost_the_same_for_three_as_for_one(client, house):
    browser = as_admin(client, house)
    assert_queries(browser, LIST, 6, add_two=lambda: [an_admin(house), an_admin(house)])


def test_are_added_with_their_first_appointment(client, house):
    """ORG-2."""
    page = as_admin(client, house).post(f"{LIST}add/", new_person(house), follow=True)
    made = StaffMember.objects.get(username="luo")
    assert made.appointments.get().node == house.project
    assert made.check_password("tong-xing-2026")
    assert page.redirect_chain[-1][0] == url(made)


def test_are_not_added_by_halves(client, house):
    """INF-10: a refused appointment leaves no account behind."""
    yesterday = (house.now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = as_admin(client, house).post(f"{LIST}add/", new_person(house, until_at=yesterday))
    assert page.status_code == 422
    assert not StaffMember.objects.filter(username="luo").exists()


def test_are_added_only_where_one_manages(client, house):
    """ORG-2."""
    browser = as_admin(client, house, house.other_project)
    assert browser.post(f"{LIST}add/", new_person(house)).status_code == 422
    assert not StaffMember.objects.filter(username="luo").exists()


def test_are_appointed_for_a_time(client, house):
    """ORG-2: it ends by itself."""
    until = house.now + timedelta(days=7)
    sent = {
        "role": Role.objects.get(code="engineer").pk,
        "place": f"{house.project.pk}/{house.engineering.pk}",
        "until_at": timezone.localtime(until).strftime("%Y-%m-%dT%H:%M"),
        "reason": "代班",
    }
    as_admin(client, house).post(url(house.agent, "appoint/"), sent)
    made = house.agent.appointments.get(role__code="engineer")
    assert made.department == house.engineering
    assert made.until_at is not None


def test_cannot_hold_what_must_be_three_people(client, house):
    """ORG-5: the refusal stands on the form."""
    sent = {"role": Role.objects.get(code="lead").pk, "place": house.project.pk}
    page = as_admin(client, house).post(url(house.agent, "appoint/"), sent)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"role"}


def test_never_appoint_themselves(client, house):
    admin = an_admin(house)
    sent = {"role": Role.objects.get(code="lead").pk, "place": house.project.pk}
    assert signed_in(client, admin).post(url(admin, "appoint/"), sent).status_code == 403


def test_lose_a_role_when_it_is_ended(client, house):
    held = house.agent.appointments.get()
    as_admin(client, house).post(f"/desk/organisation/appointments/{held.pk}/end/")
    assert not Appointment.objects.active(house.now + timedelta(minutes=5)).filter(pk=held.pk).exists()


def test_leave_only_when_their_name_is_typed(client, house):
    """ORG-6: at that minute."""
    browser = as_admin(client, house)
    assert browser.post(url(house.agent, "end-access/"), {"username": "he"}).status_code == 422
    house.agent.refresh_from_db()
    assert house.agent.is_active
    browser.post(url(house.agent, "end-access/"), {"username": "lin"})
    house.agent.refresh_from_db()
    assert not house.agent.is_active
    assert [one.name for one in browser.get(LIST, {"left": "1"}).context["rows"]] == ["林晓月"]


@pytest.mark.parametrize("act", ["change/", "password/", "appoint/", "end-access/"])
def test_of_elsewhere_cannot_be_acted_on(client, house, act):
    """ORG-3."""
    assert as_admin(client, house, house.other_project).get(url(house.agent, act)).status_code == 404
    assert signed_in(client, house.agent).get(url(house.engineer, act)).status_code == 403


def test_get_a_new_password_from_who_manages_them(client, house):
    sent = {"password": "another-long-word-7"}
    assert as_admin(client, house).post(url(house.agent, "password/"), sent).status_code == 302
    house.agent.refresh_from_db()
    assert house.agent.check_password("another-long-word-7")


def test_keep_their_skills_in_step_with_the_catalogue(client, house):
    """CAS-6."""
    sent = {"seen": 1, "name": "林晓月", "language": "en", "skills": ["complaint/quality"]}
    as_admin(client, house).post(url(house.agent, "change/"), sent)
    house.agent.refresh_from_db()
    assert house.agent.skills == ["complaint/quality"]


def test_page_costs_the_same_for_three_appointments(client, house):
    def add_two():
        role = Role.objects.get(code="lead")
        for days in (1, 2):
            Appointment.objects.create(
                staff=house.agent, role=role, node=house.project, position="值班",
                from_at=house.now - timedelta(days=days),
            )  # fmt: skip

    assert_queries(as_admin(client, house), url(house.agent), 7, add_two=add_two)
