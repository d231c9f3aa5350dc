"""Every page of the portal: its owner sees it, another customer meets 404, a stranger is sent to sign in (ORG-3)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from alongside.domain.cases.actions.drafting import add_draft_files
from alongside.domain.cases.actions.writing import add_note, write_as_customer
from alongside.domain.customers.models import CustomerActor
from alongside.faces.portal.tests.house import pictures
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile

OF_EVERYBODY = ["home", "choose_home", "start_report", "cases", "me", "who_saw_me"]
OF_A_CASE = ["case", "sent_report"]
OF_A_DRAFT = ["report_place", "report_words", "report_kind", "report_about", "check_report"]
ACTS = ["write", "agree", "confirm", "decline", "not_solved", "withdraw", "rate"]


@pytest.mark.parametrize("name", OF_EVERYBODY)
def test_a_page_of_everybody_opens_for_a_customer_and_nobody_else(as_zhou, name):
    url = reverse(f"portal:{name}")
    assert as_zhou.get(url).status_code == 200
    stranger = Client().get(url)
    assert stranger.status_code == 302 and stranger.url.startswith("/portal/sign-in/")


@pytest.mark.parametrize("state", ["received", "acknowledged", "proposed", "resolved", "closed"])
@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_case_is_its_customers_alone(house, as_zhou, as_ma, name, state):
    """CAS-15, ORG-3"""
    url = reverse(f"portal:{name}", args=[house.case(state).number])
    assert as_zhou.get(url).status_code == 200
    assert as_ma.get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("name", ACTS)
def test_nobody_acts_in_a_case_of_somebody_else(house, as_ma, name):
    """ORG-3: and the case stays as it is."""
    case = house.case("resolved")
    given = {"words": "好了", "rating": "5", "seen": case.version}
    assert as_ma.post(reverse(f"portal:{name}", args=[case.number]), given).status_code == 404
    assert Client().post(reverse(f"portal:{name}", args=[case.number]), given).status_code == 302
    case.refresh_from_db()
    assert case.state == "resolved"


@pytest.mark.parametrize("name", OF_A_DRAFT)
def test_a_draft_is_its_customers_alone(house, as_zhou, as_ma, name):
    url = reverse(f"portal:{name}", args=[house.draft().key])
    assert as_zhou.get(url).status_code == 200
    assert as_ma.get(url).status_code == 404
    assert as_ma.post(url, {"kind": "repair", "words": "x"}).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_picture_of_a_case_is_its_customers_alone(house, as_zhou, as_ma):
    """INF-8"""
    case = house.case()
    write_as_customer(case, words="看", files=pictures(), by=CustomerActor(house.zhou), now=house.now)
    stored = StoredFile.objects.get()
    for name in ("file", "thumbnail"):
        url = reverse(f"portal:{name}", args=[stored.pk])
        answer = as_zhou.get(url)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
        assert as_ma.get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert as_zhou.get(reverse("portal:file", args=[uuid4()])).status_code == 404


def test_a_picture_of_an_internal_note_is_not_the_customers(house, as_zhou):
    """CAS-15: what we say among ourselves stays there, its pictures too."""
    add_note(house.case(), words="查过了", files=pictures(), by=SYSTEM, now=house.now)
    url = reverse("portal:file", args=[StoredFile.objects.get().pk])
    assert as_zhou.get(url).status_code == 404
    case = reverse("portal:case", args=[house.zhou.cases.get().number])
    assert "查过了" not in as_zhou.get(case).content.decode()


def test_a_picture_of_a_draft_is_its_customers_alone(house, as_zhou, as_ma):
    draft = house.draft()
    [stored] = add_draft_files(draft, files=pictures(), by=CustomerActor(house.zhou), now=house.now)
    url = reverse("portal:thumbnail", args=[stored.pk])
    assert as_zhou.get(url).status_code == 200
    assert as_ma.get(url).status_code == 404


def test_a_staff_member_is_no_customer(house, client):
    """Signed in on the desk, one is still a stranger here."""
    client.force_login(house.lin)
    assert client.get(reverse("portal:home")).status_code == 302


def test_lists_show_only_ones_own(house, as_zhou, as_ma):
    case = house.case(title="主卫顶板渗水")
    for name in ("home", "cases"):
        assert case.title in as_zhou.get(reverse(f"portal:{name}")).content.decode()
        assert case.title not in as_ma.get(reverse(f"portal:{name}")).content.decode()
