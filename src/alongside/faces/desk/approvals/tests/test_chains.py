"""Whose yes each place asks for, read and changed on the pages (ORG-9)."""

from __future__ import annotations

from decimal import Decimal

from alongside.domain.work.models import ApprovalRule
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/approvals/chains/"
RIGHTS = ("see_organisation", "change_approvals")


def sent(*steps, seen="approve_export:0.00"):
    """What the form sends: permission and amount of each step."""
    given = {"seen": seen}
    for n, (code, amount) in enumerate(steps, start=1):
        given |= {f"permission_{n}": code, f"from_{n}": amount}
    return given


def change(node):
    return f"{URL}change/?kind=export&node={node.pk}"


def test_are_told_changed_and_ended(client, house):
    """ORG-9"""
    for _time in range(3):
        an_admin(house, house.group, "approve_export", "confirm_loss")
    keeper = as_admin(client, house, house.group, *RIGHTS)
    (row,) = keeper.get(URL).context["kinds"][0]["rows"]
    assert (row["node"], row["is_companys"], row["steps"][0]["more"]) == (house.group, True, 0)
    steps = [("confirm_loss", "5000"), ("", ""), ("approve_export", "")]
    assert keeper.post(change(house.project), sent(*steps)).status_code == 302
    rules = ApprovalRule.objects.filter(node=house.project).order_by("order")
    assert [(one.permission, one.from_amount) for one in rules] == [
        ("confirm_loss", Decimal(5000)),
        ("approve_export", Decimal(0)),
    ]
    page = keeper.get(URL)
    assert "5,000" in page.content.decode()
    assert page.context["kinds"][0]["rows"][1]["is_own"]
    shown = keeper.get(change(house.project)).context["form"]
    assert shown["permission_2"].value() == "approve_export"
    assert keeper.post(f"{URL}{house.project.pk}/end/", {"kind": "export"}).status_code == 302
    assert not ApprovalRule.objects.exists()


def test_say_on_the_form_why_not(client, house):
    """INF-10: with what was typed."""
    keeper = as_admin(client, house, house.group, *RIGHTS)
    page = keeper.post(change(house.project), sent(("confirm_loss", "0")))
    assert page.status_code == 422
    assert page.context["form"].errors
    assert keeper.post(change(house.project), sent(("approve_export", "-1"))).status_code == 422
    assert keeper.post(change(house.project), sent(("approve_export", "0"), seen="other")).status_code == 409


def test_are_closed_to_strangers(client, house):
    """ORG-3: another project's keeper finds nothing there, who only looks changes nothing."""
    ApprovalRule.objects.create(kind="export", node=house.project, order=1, permission="approve_export")
    elsewhere = as_admin(client, house, house.other_project, *RIGHTS)
    assert [row["node"] for row in elsewhere.get(URL).context["kinds"][0]["rows"]] == [house.other_project]
    assert elsewhere.get(change(house.project)).status_code == 404
    assert elsewhere.post(change(house.project), sent(("approve_export", "0"))).status_code == 404
    assert elsewhere.post(f"{URL}{house.project.pk}/end/", {"kind": "export"}).status_code == 404
    looker = as_admin(client, house, None, "see_organisation")
    assert looker.get(URL).context["nodes"] == []
    assert looker.get(change(house.project)).status_code == 403
    assert looker.post(f"{URL}{house.project.pk}/end/", {"kind": "export"}).status_code == 403
    assert signed_in(client, house.engineer).get(URL).status_code == 403
    assert ApprovalRule.objects.exists()


def test_cost_the_same_for_three_as_for_one(client, house):
    def add_two():
        for node in (house.project, house.other_project):
            ApprovalRule.objects.create(kind="export", node=node, order=1, permission="approve_export")

    assert_queries(as_admin(client, house, house.group, *RIGHTS), URL, 6, add_two=add_two)
