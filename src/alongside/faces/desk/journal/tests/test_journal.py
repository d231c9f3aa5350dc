"""The journal for the auditor."""

import pytest

from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries
from alongside.kernel.models import JournalEntry

URL = "/desk/journal/"


@pytest.fixture
def auditor(client, house):
    return as_admin(client, house, None, "read_journal", "see_organisation")


def kinds_in(page):
    return [row["entry"].kind for row in page.context["rows"]]


def test_tells_who_did_what_without_names_of_customers(auditor, house):
    """ORG-5: facts hold ids and codes only."""
    house.case()
    page = auditor.get(URL)
    text = page.content.decode()
    assert "case.opened" in text
    assert "林晓月" in text
    assert "周敏" not in text


def test_offers_kinds_without_places_to_be_filled(auditor):
    """“%(count)s invited” is a sentence of an entry; in a list to choose from nothing fills it."""
    page = auditor.get(URL).content.decode()
    assert "batch.opened" in page
    assert "%(" not in page


def test_is_filtered_by_kind_person_day_and_thing(auditor, house):
    case = house.case()
    house.case()
    assert set(kinds_in(auditor.get(URL, {"kind": "case.opened"}))) == {"case.opened"}
    assert kinds_in(auditor.get(URL, {"person": "chen"})) == []
    assert kinds_in(auditor.get(URL, {"person": "lin", "kind": "case.opened"})) == ["case.opened"] * 2
    about = auditor.get(URL, {"thing": f"case:{case.pk}"}).context["rows"]
    assert {row["entry"].about_id for row in about} == {case.pk}
    assert kinds_in(auditor.get(URL, {"until": "2001-01-01"})) == []
    assert kinds_in(auditor.get(URL, {"since": "2001-01-01"}))


def test_says_what_it_could_not_read(auditor):
    """INF-10."""
    page = auditor.get(URL, {"thing": "客服事件"})
    assert page.context["form"].errors.keys() == {"thing"}


def test_goes_on_to_older_facts_without_repeating_any(auditor, house):
    rows = [
        JournalEntry(kind="case.opened", about_kind="case", about_id=n, by_kind="system", at=house.now)
        for n in range(120)
    ]
    JournalEntry.objects.bulk_create(rows)
    seen, url = [], URL
    while url:
        page = auditor.get(url)
        seen += [row["entry"].pk for row in page.context["rows"]]
        url = page.context["older"]
    assert len(seen) == len(set(seen)) == JournalEntry.objects.count()


def test_shows_an_auditor_of_another_project_nothing_of_this_one(client, house):
    """ORG-3."""
    house.case()
    page = as_admin(client, house, house.other_project, "read_journal").get(URL)
    assert page.status_code == 200
    assert page.context["rows"] == []


def test_is_closed_to_who_may_not_audit(as_agent, client, house):
    assert as_admin(client, house, None, "manage_system").get(URL).status_code == 403


def test_costs_the_same_for_three_as_for_one(auditor, house):
    house.case()
    assert_queries(auditor, URL, 8, add_two=lambda: [house.case(), house.case()])


def test_tells_what_was_noted_in_words(auditor, house):
    """ORG-5: names where the reader may see them, moments in local time, nothing that says nothing."""
    case = house.case()
    JournalEntry.objects.create(
        kind="case.deadline_escalated", about_kind="case", about_id=case.pk, by_kind="system", at=house.now,
        facts={
            "milestone": "on_site", "due_at": "2026-11-20T02:00:00+00:00", "level": 2, "staff": house.agent.pk,
            "version": 7, "low": None, "check": 4,
        },
    )  # fmt: skip
    row = auditor.get(URL).context["rows"][0]
    assert row["thing"] == f"事件 {case.number}"
    assert [value for _name, value in row["noted"]] == ["林晓月", "到场", "2026-11-20 10:00", "2"]
    page = auditor.get(URL).content.decode()
    assert "None" not in page
    assert "version" not in page


def test_names_no_person_out_of_sight(client, house):
    """ORG-3"""
    JournalEntry.objects.create(
        kind="case.assigned", about_kind="case", about_id=1, by_kind="system", at=house.now,
        node_id=house.other_project.pk, facts={"to": house.agent.pk},
    )  # fmt: skip
    page = as_admin(client, house, house.other_project, "read_journal", "see_organisation").get(URL)
    assert page.context["rows"][0]["noted"][0][1] == f"#{house.agent.pk}"
    assert "林晓月" not in page.content.decode()


def test_names_the_deadline_in_words(auditor, house):
    JournalEntry.objects.create(
        kind="case.deadline_missed", about_kind="case", about_id=1, by_kind="system", at=house.now,
        facts={"milestone": "on_site"},
    )  # fmt: skip
    assert auditor.get(URL).context["rows"][0]["sentence"].endswith("到场")
