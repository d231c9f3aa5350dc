"""A platform's directory beside our staff: read page by page, compared, taken over by an administrator alone (ORG-11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from alongside.domain.organisation.models import OutsideIdentity, StaffMember
from alongside.domain.platforms.actions.directory import begin_reading, read_directory, take_over
from alongside.domain.platforms.models import Directory, DirectoryPerson
from alongside.domain.platforms.queries.directory import compare
from alongside.domain.platforms.rules.matching import differences
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def read(there, members, *, now=NOW, page=2):
    """The company's departments 2 (客服部) and 3 (工程部) below 1."""
    departments = [
        {"id": number, "name": name, "parent": "1"} for number, name in (("2", "客服部"), ("3", "工程部"))
    ]
    there.say(departments=departments, members=members, page=page)
    begin_reading(there.code, now=now)
    return read_directory(there.code, now=now)


def member(number, name, departments=("2",), **but):
    return {"id": f"ou_{number}", "number": number, "name": name, "departments": list(departments), **but}


@pytest.mark.parametrize("code", ["wecom", "dingtalk", "feishu"])
def test_everybody_is_read_once_over_many_pages_and_departments(request, code, db):
    there = request.getfixturevalue(code)
    people = [
        member(f"a{number}", f"员工{number}", ("2", "3") if number % 2 else ("3",)) for number in range(7)
    ]
    assert read(there, people) == 7
    assert DirectoryPerson.objects.count() == 7
    assert set(DirectoryPerson.objects.get(name="员工1").departments) == {"客服部", "工程部"}


def test_a_directory_that_is_read_in_part_changes_nothing_and_is_read_again(wecom, db):
    assert read(wecom, [member("a1", "员工一")]) == 1
    wecom.say(fails=[45009])
    assert read(wecom, [member("a1", "员工一"), member("a2", "员工二")]) == 0
    directory = Directory.objects.get()
    assert (directory.state, DirectoryPerson.objects.count()) == ("reading", 1)
    assert read_directory("wecom", now=NOW + timedelta(minutes=1)) == 2
    wecom.say(fails=[60011])
    assert read(wecom, []) == 0
    assert Directory.objects.get().state == "failed" and DirectoryPerson.objects.count() == 2


def test_differences_are_told_once_and_nothing_changes_by_itself(dingtalk, cast):
    before = list(StaffMember.objects.order_by("pk").values())
    person = member("new01", "新同事", email="new@alongside.example")
    read(dingtalk, [person])
    read(dingtalk, [person], now=NOW + timedelta(days=1))
    assert Notice.objects.filter(kind="directory.differs", staff=cast.security_admin.staff).count() == 1
    assert list(StaffMember.objects.order_by("pk").values()) == before


def test_an_administrator_takes_over_rows(dingtalk, cast):
    """Added by number, connected by number or mail, renamed; who is gone is left to the leaving."""
    agent, engineer = cast.agent.staff, cast.engineer.staff
    StaffMember.objects.filter(pk=engineer.pk).update(email="he@alongside.example")
    dingtalk.bind(cast.colleague.staff, "ou_gone", now=NOW)
    read(
        dingtalk,
        [
            member("new01", "新同事"),
            member(agent.username, "林晓月（客服）"),
            member("", "何工", email="HE@alongside.example"),
        ],
    )
    found = {(one.kind, one.staff and one.staff.pk): one for one in compare("dingtalk", company="ding-corp")}
    assert set(found) == {
        ("new", None), ("unbound", agent.pk), ("unbound", engineer.pk), ("gone", cast.colleague.staff.pk),
    }  # fmt: skip
    new = found["new", None].person
    with pytest.raises(NotAllowed):
        take_over("dingtalk", "new", new, by=cast.agent, now=NOW)
    added = take_over("dingtalk", "new", new, by=cast.security_admin, now=NOW)
    assert (added.username, added.name, added.appointments.count()) == ("new01", "新同事", 0)
    with pytest.raises(Refused):
        take_over("dingtalk", "new", new, by=cast.security_admin, now=NOW)
    take_over("dingtalk", "unbound", found["unbound", agent.pk].person, by=cast.security_admin, now=NOW)
    assert OutsideIdentity.objects.get(staff=agent).subject == f"ding-corp/ou_{agent.username}"
    [changed] = [one for one in compare("dingtalk", company="ding-corp") if one.kind == "changed"]
    take_over("dingtalk", "changed", changed.person, by=cast.security_admin, now=NOW)
    agent.refresh_from_db()
    assert agent.name == "林晓月（客服）"


def test_reading_is_for_who_manages_all_the_staff(dingtalk, cast):
    with pytest.raises(NotAllowed):
        begin_reading("dingtalk", by=cast.agent, now=NOW)
    with pytest.raises(Refused):
        begin_reading("feishu", by=SYSTEM, now=NOW)


def test_a_mail_address_that_two_have_and_who_has_left_are_no_match():
    """Taken for somebody else, a stranger could sign in as them."""

    def ours(pk, username, email="", is_active=True):
        return SimpleNamespace(pk=pk, username=username, name=username, email=email, is_active=is_active)

    def theirs(member_id, number="", email=""):
        return SimpleNamespace(
            member_id=member_id, number=number, email=email, name=member_id, is_active=True
        )

    staff = [
        ours(1, "a", "x@y.cn"),
        ours(2, "b", "x@y.cn"),
        ours(3, "c", "c@y.cn", is_active=False),
        ours(4, "d", "d@y.cn"),
    ]
    people = [
        theirs("m1", email="x@y.cn"),
        theirs("m3", number="c"),
        theirs("m4", email="d@y.cn"),
        theirs("m5", email="d@y.cn"),
    ]
    found = [(one.kind, one.person.member_id) for one in differences(people, staff, {})]
    assert found == [("new", "m1"), ("new", "m4"), ("new", "m5")]
