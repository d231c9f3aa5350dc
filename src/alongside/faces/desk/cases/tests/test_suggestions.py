"""CHN-10: suggestions while a case is taken in; and how good they are, for who keeps the system."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.assistance.actions import train_models
from alongside.domain.assistance.models import TrainedModel
from alongside.domain.assistance.tests.neighbours import LIFT
from alongside.domain.cases.models import Case, Category
from alongside.domain.organisation.models import Appointment
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

LEAKS = ["卫生间漏水", "厨房水管漏水", "阳台渗水漏水", "窗台渗漏水", "外墙漏水到屋里", "楼上漏水到我家"]
FRAGMENT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "similar"}


@pytest.fixture
def learnt(house):
    lift = Category.objects.create(
        kind="complaint", code="complaint/lift", name={"zh-hans": "电梯", "en": "Lift"}
    )
    for number in range(24):
        at = house.now - timedelta(days=20, minutes=number)
        house.case(title=LIFT[number], words=LIFT[number], customer=None, category=lift, now=at, owner=None)
        leak = LEAKS[number % 6]
        house.case(title=f"{leak}第{number}次", words=leak, customer=None, severity=2, now=at, owner=None)
    Case.objects.update(
        state="closed", is_open=False, closed_at=house.now, next_due_at=None, proposal="更换钢丝绳"
    )
    train_models(by=SYSTEM, now=house.now, fewest=20)
    return lift


def test_a_suggestion_is_a_button_with_its_words_and_sets_nothing(as_agent, house, learnt):
    """CHN-10: taken by a click or a key, never by itself; earlier cases with how they ended."""
    address = f"/desk/cases/new/?unit={house.unit.pk}"
    page = as_agent.get(f"{address}&title=电梯又坏了&words=电梯停了三天", **FRAGMENT).content.decode()
    assert f'data-fill="category" data-value="{learnt.pk}" data-kind="complaint" data-key="1"' in page
    assert "“电梯" in page
    assert "更换钢丝绳" in page
    whole = as_agent.get(f"{address}&title=电梯又坏了&words=电梯停了三天").content.decode()
    categories = whole.partition('name="category"')[2].partition("</select>")[0]
    assert f'<option value="{learnt.pk}"' in categories
    assert f'<option value="{learnt.pk}" selected' not in categories
    assert "data-fill" not in as_agent.get(address).content.decode()


def test_a_stranger_is_shown_no_case_of_another_project(client, house, learnt):
    """CHN-10, ORG-3."""
    page = (
        signed_in(client, house.stranger)
        .get("/desk/cases/new/?title=电梯又坏了", **FRAGMENT)
        .content.decode()
    )
    assert "更换钢丝绳" not in page
    assert not any(title in page for title in LIFT)


def test_the_administrator_sees_how_good_they_are(client, house, learnt):
    """CHN-10: macro F1 shown, label by label; not to who keeps only a part of the system."""
    address = "/desk/system/suggestions/"
    assert "电梯" not in signed_in(client, house.supervisor).get(address).content.decode()
    Appointment.objects.filter(staff=house.supervisor).update(node=house.group)
    page = signed_in(client, house.supervisor).get(address).content.decode()
    assert f"{TrainedModel.objects.get(question='category').macro_f1:.3f}" in page
    assert "电梯" in page
