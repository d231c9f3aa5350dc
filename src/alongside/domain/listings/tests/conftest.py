"""Who sells: a consultant and a manager of the project, a consultant of the other one."""

import pytest

from alongside.domain.organisation.models import StaffActor
from alongside.domain.organisation.samples import a_staff_member, an_appointment


def _seller(cast, username: str, role: str, node) -> StaffActor:
    staff = a_staff_member(now=cast.now, name=username, username=username)
    an_appointment(staff=staff, role=role, node=node, now=cast.now)
    return cast.actor(staff)


@pytest.fixture
def seller(cast) -> StaffActor:
    return _seller(cast, "gu", "sales_consultant", cast.project)


@pytest.fixture
def sales_manager(cast) -> StaffActor:
    return _seller(cast, "fang", "sales_manager", cast.project)


@pytest.fixture
def other_seller(cast) -> StaffActor:
    return _seller(cast, "xia", "sales_manager", cast.other_project)
