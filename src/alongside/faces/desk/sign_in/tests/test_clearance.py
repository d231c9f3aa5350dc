"""Nobody sees a customer before they have signed and learnt (ORG-8)."""

from datetime import timedelta

import pytest

from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.organisation.actions.clearance import (
    remind_of_clearances,
    sign_undertaking,
    take_course,
)
from alongside.domain.organisation.models import (
    CoursePass,
    SecurityCourse,
    SecurityPolicy,
    StaffActor,
    Undertaking,
    UndertakingSignature,
)
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import cleared
from alongside.domain.work.models import Notice
from alongside.domain.work.reactions import tell_of_clearance_that_ends
from alongside.faces.desk.notices.sentences import said
from alongside.faces.desk.tests.admins import an_admin
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def strict(house):
    """The company asks for it."""
    house.case()
    SecurityPolicy.objects.create(clearance_required=True)
    Undertaking.objects.create(version=1, text={"zh-hans": "我只为工作查看。"}, published_at=house.now)
    said = {"zh-hans": "题"}
    SecurityCourse.objects.create(
        version=1,
        pages=[{"title": said, "text": said}] * 4,
        questions=[{"text": said, "answers": [said] * 3, "right": right} for right in (1, 2, 0, 0, 1)],
        published_at=house.now,
    )
    return house


def right_answers(course):
    return {f"answer-{at}": one["right"] for at, one in enumerate(course.questions)}


def test_leads_there_and_opens_the_desk_once_both_are_done(client, strict):
    case = Case.objects.get()
    browser = signed_in(client, strict.agent)
    assert browser.get(f"/desk/cases/{case.number}/").url == "/clearance/"
    assert browser.get("/desk/customers/").url == "/clearance/"
    assert browser.get("/clearance/").status_code == 200
    first = browser.post("/clearance/undertaking/", {"version": 1, "name": "林晓月"})
    assert first.context["looks_again"]
    assert not UndertakingSignature.objects.exists()
    browser.post("/clearance/undertaking/", {"version": 1, "name": "林晓月", "is_sure": "1"})
    assert browser.get("/desk/customers/").url == "/clearance/"
    for page in range(1, 6):
        assert browser.get(f"/clearance/course/?page={page}").status_code == 200
    course = SecurityCourse.objects.get()
    wrong = right_answers(course) | {"version": 1, "answer-0": 0, "answer-1": 0}
    answer = browser.post("/clearance/course/", wrong)
    assert (answer.status_code, answer.context["score"], answer.context["wrong"]) == (422, 60, [0, 1])
    assert browser.post("/clearance/course/", right_answers(course) | {"version": 1}).url == "/clearance/"
    assert browser.get(f"/desk/cases/{case.number}/").status_code == 200


def test_without_it_no_role_reaches_a_customer_by_any_way(strict):
    """Desk, API in somebody's name, export and search all ask the actor, who reaches nothing."""
    before = actor_for(strict.agent, now=strict.now)
    assert before.lacks_clearance
    assert not before.may(SEE_CUSTOMERS)
    assert not Customer.objects.visible_to(before).exists()
    assert not Case.objects.visible_to(before).exists()
    cleared(strict.agent, now=strict.now)
    after = actor_for(strict.agent, now=strict.now)
    assert Customer.objects.visible_to(after).exists()
    assert Case.objects.visible_to(after).exists()


def test_both_expire(strict):
    cleared(strict.agent, now=strict.now)
    assert not actor_for(strict.agent, now=strict.now + timedelta(days=360)).lacks_clearance
    assert actor_for(strict.agent, now=strict.now + timedelta(days=367)).lacks_clearance


def test_a_new_text_is_signed_anew(strict):
    cleared(strict.agent, now=strict.now)
    Undertaking.objects.create(version=2, text={"zh-hans": "新"}, published_at=strict.now)
    assert actor_for(strict.agent, now=strict.now).lacks_clearance
    with pytest.raises(Refused):
        sign_undertaking(
            strict.agent, version=1, name="林晓月", by=StaffActor(strict.agent, {}), now=strict.now
        )


def test_nobody_signs_or_learns_for_somebody_else_nor_with_another_name(strict):
    for_other = StaffActor(strict.supervisor, {})
    with pytest.raises(NotAllowed):
        sign_undertaking(strict.agent, version=1, name="林晓月", by=for_other, now=strict.now)
    with pytest.raises(NotAllowed):
        take_course(strict.agent, version=1, answers={}, by=for_other, now=strict.now)
    with pytest.raises(Refused):
        sign_undertaking(
            strict.agent, version=1, name="林小月", by=StaffActor(strict.agent, {}), now=strict.now
        )
    assert not CoursePass.objects.exists()


def test_administrators_of_accounts_need_none_and_see_who_lacks_it(client, strict):
    admin = an_admin(strict, None, "manage_staff", "see_organisation")
    page = signed_in(client, admin).get("/desk/organisation/clearance/")
    assert page.status_code == 200
    assert page.context["lacking"] >= 4
    cleared(strict.agent, now=strict.now)
    rows = {
        one.pk: (signed, passed)
        for one, signed, passed in client.get("/desk/organisation/clearance/").context["rows"]
    }
    assert rows[strict.agent.pk] == ("good", "good")
    elsewhere = an_admin(strict, strict.other_project, "manage_staff", "see_organisation")
    seen = signed_in(client, elsewhere).get("/desk/organisation/clearance/").context["rows"]
    assert strict.agent.pk not in [one.pk for one, _signed, _passed in seen]


def test_a_company_may_switch_it_off(client, strict):
    SecurityPolicy.objects.update(clearance_required=False)
    assert signed_in(client, strict.agent).get("/desk/customers/").status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"version": "x", "answer-0": "-1"}, {"version": "9" * 40, "answer-0": "๓"}]
)
def test_absurd_answers_are_no_pass(client, strict, sent):
    """INF-10."""
    assert signed_in(client, strict.agent).post("/clearance/course/", sent).status_code == 422
    assert client.post("/clearance/undertaking/", sent).status_code == 422
    assert client.get("/clearance/course/?page=99999999999").status_code == 200


def test_who_must_sign_or_learn_again_hears_of_it_with_who_leads_them(strict):
    """ORG-8: a month, a week and a day before, each time once."""
    cleared(strict.agent, now=strict.now)
    CoursePass.objects.filter(staff=strict.agent).update(until_at=strict.now + timedelta(days=60))

    def told(days: int) -> list[tuple[int, int]]:
        remind_of_clearances(now=strict.now + timedelta(days=days))
        assert remind_of_clearances(now=strict.now + timedelta(days=days)) == 0
        for entry in JournalEntry.objects.filter(kind="staffmember.clearance_ends"):
            tell_of_clearance_that_ends(entry)  # twice is once
        found = Notice.objects.filter(kind="staffmember.clearance_ends", about_id=strict.agent.pk).order_by(
            "pk"
        )
        return [(one.staff_id, one.facts["days"]) for one in found]

    assert told(29) == []
    first = told(31)
    assert (strict.agent.pk, 30) in first
    assert len(first) == 2  # and the one who leads them
    assert [days for _who, days in told(54)] == [30, 30, 7, 7]
    assert [days for _who, days in told(59)] == [30, 30, 7, 7, 1, 1]
    notices = Notice.objects.filter(kind="staffmember.clearance_ends").order_by("pk")[:2]
    leads = {
        one.staff_id == strict.agent.pk: told.url for one, told in zip(notices, said(notices), strict=True)
    }
    assert leads == {True: "/clearance/", False: "/desk/organisation/clearance/"}


def test_nobody_is_reminded_of_what_the_company_does_not_ask(strict):
    """ORG-8"""
    cleared(strict.agent, now=strict.now)
    SecurityPolicy.objects.update(clearance_required=False)
    assert remind_of_clearances(now=strict.now + timedelta(days=360)) == 0
