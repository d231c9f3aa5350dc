"""The people of the tests are who they say they are; other tests lean on it."""

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.samples import a_case
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node


def test_everybody_reaches_their_own_place_only(cast) -> None:
    """ORG-2, ORG-3"""
    case = a_case(node=cast.project, now=cast.now, by=cast.agent, unit=cast.unit)
    assert cast.agent.may(HANDLE_CASE, on=case)
    assert not cast.stranger.may(HANDLE_CASE, on=case)
    seeing = {
        name: Case.objects.visible_to(getattr(cast, name)).exists()
        for name in (
            "agent",
            "manager",
            "city_manager",
            "director",
            "stranger",
            "security_admin",
            "contractor",
        )
    }
    assert seeing == {
        "agent": True,
        "manager": True,
        "city_manager": True,
        "director": True,
        "stranger": False,
        "security_admin": False,
        "contractor": False,
    }


def test_homes_people_and_nodes_of_elsewhere_are_not_seen(cast) -> None:
    """ORG-3"""
    assert set(Unit.objects.visible_to(cast.agent)) == {cast.unit, cast.next_unit}
    assert set(Unit.objects.visible_to(cast.stranger)) == {cast.other_unit}
    assert set(Customer.objects.visible_to(cast.agent)) == {cast.customer.customer}
    assert set(Customer.objects.visible_to(cast.stranger)) == {cast.other_customer.customer}
    assert set(Node.objects.visible_to(cast.agent)) == {cast.project}
    assert cast.unit.label == "8栋1单元2102"
    assert str(cast.customer.customer.contact_points.get(kind="phone")) == "138····4420"
