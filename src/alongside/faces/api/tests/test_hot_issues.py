"""Hot issues over the API (CHN-11)."""

from __future__ import annotations


def test_a_program_reads_what_is_hot_with_the_cases_it_may_see(company):
    """CHN-11, ORG-3."""
    issue = company.things["hot_issues"]
    (listed,) = company.ask.get("/hot_issues").json()["items"]
    assert (listed["id"], listed["people"], listed["lead_case"]) == (issue, 3, "")
    assert company.ask.get(f"/hot_issues/{issue}").json()["cases"] == [company.things["cases"]]
    assert company.ask.get("/hot_issues", {"state": "over"}).json()["items"] == []
