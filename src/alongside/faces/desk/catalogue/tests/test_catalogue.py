"""The pages of the catalogue: categories, deadline rules, the ladder, places."""

import pytest

from alongside.domain.cases.models import Category, DeadlineRule, EscalationStep
from alongside.domain.estates.models import Location
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries

URL = "/desk/catalogue/"


@pytest.fixture
def browser(client, house):
    return as_admin(client, house)


@pytest.fixture
def step(db):
    return EscalationStep.objects.create(level=1, rank=2, minutes_to_act=30, name={"zh-hans": "主管"})


def test_shows_categories_of_a_kind_as_a_tree(browser, house):
    """CAS-1."""
    Category.objects.create(
        kind="complaint", code="complaint/quality/leak", name={"zh-hans": "渗漏水"}, parent=house.category
    )
    page = browser.get(URL)
    assert [(one.row.code, one.depth) for one in page.context["leaves"]] == [
        ("complaint/quality", 0),
        ("complaint/quality/leak", 1),
    ]
    assert browser.get(URL, {"kind": "praise"}).context["leaves"] == []


def test_adds_a_category_below_another(browser, house):
    sent = {"place": house.category.pk, "code": "smell", "name_zh": "异味"}
    browser.post(f"{URL}categories/add/", sent)
    assert Category.objects.get(code="complaint/quality/smell").parent == house.category


def test_switches_a_category_off_and_keeps_its_other_names(browser, house):
    sent = {"name_zh": "质量", "name_en": "Quality", "position": "3"}
    browser.post(f"{URL}categories/{house.category.pk}/", sent)
    house.category.refresh_from_db()
    assert (house.category.is_active, house.category.position) == (False, 3)


def test_changes_a_deadline_and_says_what_makes_no_sense(browser, house):
    """CAS-4."""
    rule = DeadlineRule.objects.get(milestone="answer")
    assert rule.pk in {
        cell["rule"].pk
        for row in browser.get(f"{URL}deadlines/").context["rows"]
        for _name, cell in row["cells"]
        if cell
    }
    sent = {"minutes": "90", "warn_minutes": "90", "pause_cap_minutes": "600", "is_active": "on"}
    page = browser.post(f"{URL}deadlines/{rule.pk}/", sent)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"warn_minutes"}
    browser.post(f"{URL}deadlines/{rule.pk}/", sent | {"warn_minutes": "15"})
    rule.refresh_from_db()
    assert (rule.minutes, rule.warn_minutes) == (90, 15)


def test_adds_a_deadline_for_a_kind_and_severity(browser, house):
    sent = {
        "kind": "complaint", "severity": "1", "tier": "", "milestone": "on_site", "minutes": "60",
        "warn_minutes": "15", "pause_cap_minutes": "600", "is_round_the_clock": "on",
    }  # fmt: skip
    browser.post(f"{URL}deadlines/add/", sent)
    rule = DeadlineRule.objects.get(milestone="on_site")
    assert (rule.kind, rule.severity, rule.is_round_the_clock) == ("complaint", 1, True)


def test_changes_a_rung_of_the_ladder(browser, house, step):
    """CAS-4."""
    assert "主管" in browser.get(f"{URL}escalation/").content.decode()
    browser.post(f"{URL}escalation/{step.pk}/", {"name_zh": "主管", "rank": "2", "minutes_to_act": "45"})
    step.refresh_from_db()
    assert step.minutes_to_act == 45


def test_adds_and_switches_off_a_place(browser, house):
    """EST-3."""
    browser.post(f"{URL}locations/add/", {"place": "public", "code": "lift", "name_zh": "电梯"})
    lift = Location.objects.get(code="lift")
    assert lift.is_public
    assert "电梯" in browser.get(f"{URL}locations/", {"public": "1"}).content.decode()
    browser.post(f"{URL}locations/{lift.pk}/", {"name_zh": "电梯", "position": "0"})
    lift.refresh_from_db()
    assert not lift.is_active


@pytest.mark.parametrize(
    "page", ["", "categories/add/", "deadlines/", "deadlines/add/", "escalation/", "locations/"]
)
def test_is_closed_to_an_agent(client, house, page):
    browser = as_admin(client, house, house.project, "see_cases", "see_organisation")
    assert browser.get(URL + page).status_code == 403


def test_unknown_rows_do_not_exist(browser):
    for page in ("categories/0/", "deadlines/0/", "escalation/0/", "locations/0/"):
        assert browser.get(URL + page).status_code == 404


def two_categories():
    for code in ("a", "b"):
        Category.objects.create(kind="complaint", code=f"complaint/{code}", name={"zh-hans": code})


def two_rules():
    for severity in (1, 2):
        DeadlineRule.objects.create(kind="complaint", severity=severity, milestone="answer", minutes=9)


def two_rungs():
    for level in (2, 3):
        EscalationStep.objects.create(level=level, rank=level + 1, minutes_to_act=9, name={"en": "up"})


def two_places():
    for code in ("a", "b"):
        Location.objects.create(code=code, name={"zh-hans": code})


@pytest.mark.parametrize(
    ("page", "count", "add_two"),
    [
        ("", 5, two_categories),
        ("deadlines/", 4, two_rules),
        ("escalation/", 5, two_rungs),
        ("locations/", 4, two_places),
    ],
)
def test_costs_the_same_for_three_as_for_one(browser, step, page, count, add_two):
    Location.objects.create(code="c", name={"zh-hans": "c"})
    assert_queries(browser, URL + page, count, add_two=add_two)
