"""Accounts: who may make and change them (ORG-5)."""

import pytest

from alongside.domain.organisation.actions import add_staff, change_password, change_staff, set_presence
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.samples import PASSWORD, an_actor
from alongside.kernel.refusals import NotAllowed, Refused


def test_a_new_account_may_nothing_and_sorts_by_pinyin(cast) -> None:
    """ORG-5"""
    staff = add_staff(username=" Zhou.Lan ", name="周岚", by=cast.security_admin, now=cast.now)
    assert (staff.username, staff.name_sort_key) == ("zhou.lan", "zhou lan")
    assert not staff.has_usable_password()
    assert not cast.actor(staff).reaches


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("lin", PASSWORD, "username"), ("空 格", PASSWORD, "username"), ("new", "12345678", "password")],
)
def test_is_refused_with_a_taken_name_or_a_weak_password(
    cast, username: str, password: str, field: str
) -> None:
    """INF-6"""
    with pytest.raises(Refused) as refusal:
        add_staff(username=username, name="新人", password=password, by=cast.security_admin, now=cast.now)
    assert refusal.value.field == field


@pytest.mark.parametrize("person", ["agent", "director", "system_admin", "auditor", "customer"])
def test_is_refused_to_others_than_the_security_administrator(cast, person: str) -> None:
    """ORG-5"""
    with pytest.raises(NotAllowed):
        add_staff(username="new", name="新人", by=getattr(cast, person), now=cast.now)
    assert not StaffMember.objects.filter(username="new").exists()


def test_one_changes_what_is_ones_own_and_no_more(cast) -> None:
    """ORG-5"""
    assert (
        change_staff(cast.agent.staff, language="en", theme="dark", by=cast.agent, now=cast.now).language
        == "en"
    )
    with pytest.raises(NotAllowed):
        change_staff(cast.agent.staff, skills=["complaint/quality"], by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        change_staff(cast.engineer.staff, language="en", by=cast.agent, now=cast.now)


def test_an_account_is_not_taken_over_from_below(cast) -> None:
    """ORG-2: who manages one project's people cannot set the director's password."""
    here = an_actor(node=cast.project, now=cast.now, role="security_administrator")
    change_password(cast.agent.staff, password="another-good-one-1", by=here, now=cast.now)
    with pytest.raises(NotAllowed):
        change_password(cast.director.staff, password="another-good-one-1", by=here, now=cast.now)


def test_ones_own_password_needs_the_present_one(cast) -> None:
    """INF-6"""
    with pytest.raises(Refused) as refusal:
        change_password(
            cast.agent.staff, password="another-good-one-1", current="?", by=cast.agent, now=cast.now
        )
    assert refusal.value.field == "current"
    staff = change_password(
        cast.agent.staff, password="another-good-one-1", current=PASSWORD, by=cast.agent, now=cast.now
    )
    assert staff.check_password("another-good-one-1")


def test_who_goes_away_names_a_deputy_who_is_somebody_else(cast) -> None:
    """ORG-6"""
    away = set_presence(
        cast.agent.staff, presence="away", deputy=cast.colleague.staff, by=cast.agent, now=cast.now
    )
    assert (away.presence, away.deputy) == ("away", cast.colleague.staff)
    with pytest.raises(Refused):
        set_presence(cast.agent.staff, presence="away", deputy=cast.agent.staff, by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        set_presence(cast.agent.staff, presence="away", by=cast.stranger, now=cast.now)


def test_colleagues_of_elsewhere_are_not_listed(cast) -> None:
    """ORG-3"""
    seen = set(StaffMember.objects.visible_to(cast.agent))
    assert cast.engineer.staff in seen
    assert cast.stranger.staff not in seen
    assert cast.director.staff not in seen
    assert set(StaffMember.objects.visible_to(cast.customer)) == set()
