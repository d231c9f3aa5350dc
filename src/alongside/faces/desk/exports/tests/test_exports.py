"""Asking for an export, its progress, fetching it, and the approval of it, on the pages (CUS-10, ORG-9)."""

from __future__ import annotations

import pytest

from alongside.domain.work.actions.exporting import write_export
from alongside.domain.work.models import Approval, ExportRun
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import signed_in

URL = "/desk/exports/"


@pytest.fixture
def keeper(client, house):
    return as_admin(client, house, house.project, "see_customers", "export_customers")


def ask(client, house, **but):
    given = {"node": house.project.pk, "format": "xlsx", "shown": "masked", "reason": "年审"}
    return client.post(f"{URL}new/customers/", given | but)


def test_is_asked_for_written_and_fetched(keeper, house):
    """CUS-10"""
    answer = ask(keeper, house)
    run = ExportRun.objects.get()
    assert answer.url == f"{URL}{run.pk}/"
    assert b"hx-trigger" in keeper.get(answer.url).content
    write_export(run.pk, now=house.now)
    assert f"{URL}{run.pk}/file/" in keeper.get(answer.url).content.decode()
    file = keeper.post(f"{URL}{run.pk}/file/")
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert file["Cache-Control"] == "no-store"
    assert str(run.label) in keeper.get(URL).content.decode()


def test_what_was_searched_is_what_goes_out(keeper, house):
    """CUS-10"""
    page = keeper.get("/desk/customers/?q=周敏").content.decode()
    assert f"{URL}new/customers/?q=" in page
    keeper.post(
        f"{URL}new/customers/?q=周敏",
        {"node": house.project.pk, "format": "csv", "shown": "masked", "reason": "核对"},
    )
    assert ExportRun.objects.get().asked_for == {"q": "周敏", "node": house.project.pk}


def test_says_what_is_missing(keeper, house):
    """INF-10"""
    assert ask(keeper, house, reason="").status_code == 422
    assert ask(keeper, house, node=house.other_project.pk).status_code == 422


def test_in_full_is_approved_by_somebody_else(keeper, client, house, django_user_model):
    """ORG-9"""
    ask(keeper, house, shown="full")
    approval = Approval.objects.get()
    assert keeper.post(f"/desk/approvals/{approval.pk}/", {"answer": "yes"}).status_code == 403
    boss = signed_in(type(client)(), an_admin(house, house.project, "approve_export"))
    assert "年审" in boss.get("/desk/approvals/").content.decode()
    assert boss.post(f"/desk/approvals/{approval.pk}/", {"answer": "no", "words": ""}).status_code == 422
    assert boss.post(f"/desk/approvals/{approval.pk}/", {"answer": "yes", "words": ""}).status_code == 302
    assert ExportRun.objects.get().state == "writing"


def test_the_asker_may_take_it_back(keeper, house):
    """ORG-9"""
    ask(keeper, house, shown="full")
    approval = Approval.objects.get()
    assert keeper.post(f"/desk/approvals/{approval.pk}/withdraw/").status_code == 302
    approval.refresh_from_db()
    assert approval.state == "withdrawn"


def test_strangers_find_nothing(keeper, client, house):
    """ORG-3: neither the run, nor its file, nor the question."""
    ask(keeper, house, shown="full")
    run, approval = ExportRun.objects.get(), Approval.objects.get()
    permissions = ("see_customers", "export_customers", "approve_export")
    other = signed_in(type(client)(), an_admin(house, house.other_project, *permissions))
    assert other.get(f"{URL}{run.pk}/").status_code == 404
    assert other.post(f"{URL}{run.pk}/file/").status_code == 404
    assert other.get(f"/desk/approvals/{approval.pk}/").status_code == 404
    assert "年审" not in other.get("/desk/approvals/").content.decode()
    assert other.get(f"{URL}new/cases/").status_code == 404
