"""Consent at the desk: shown, recorded on the customer's word, withdrawn (CUS-7)."""

from __future__ import annotations

import pytest

from alongside.domain.customers.models import Consent
from alongside.domain.customers.samples import a_customer, a_purpose
from alongside.faces.desk.tests.pages import signed_in


@pytest.fixture
def zhou(house):
    a_purpose()
    a_purpose(code="service", basis="contract", name="客户服务")
    return a_customer(node=house.project, now=house.now, unit=house.unit)


def page_of(customer, more=""):
    return f"/desk/customers/{customer.pk}/privacy/{more}"


def test_shows_every_purpose_and_leads_from_the_customer(as_agent, zhou):
    page = as_agent.get(page_of(zhou)).content.decode()
    assert "满意度调查" in page and "合同履行所必需" in page
    assert page_of(zhou) in as_agent.get(f"/desk/customers/{zhou.pk}/").content.decode()


def test_is_recorded_with_how_we_know_and_withdrawn(as_agent, house, zhou):
    """CUS-7"""
    form = as_agent.get(page_of(zhou, "purposes/survey/give/")).content.decode()
    assert "我们会问您是否满意" in form
    assert as_agent.post(page_of(zhou, "purposes/survey/give/"), {"channel": "phone"}).status_code == 422
    given = {"channel": "phone", "evidence": "录音 20261120-0031"}
    assert as_agent.post(page_of(zhou, "purposes/survey/give/"), given).status_code == 302
    kept = Consent.objects.get()
    assert (kept.given_by_id, kept.given_over, kept.evidence) == (
        house.agent.pk,
        "phone",
        "录音 20261120-0031",
    )
    assert "录音 20261120-0031" in as_agent.get(page_of(zhou)).content.decode()
    assert (
        as_agent.post(page_of(zhou, "purposes/survey/withdraw/"), {"channel": "walk_in"}).status_code == 302
    )
    assert not Consent.objects.standing().exists()


def test_is_not_there_for_another_project(client, house, zhou):
    """ORG-3"""
    as_stranger = signed_in(client, house.stranger)
    for more in ("", "purposes/survey/give/", "purposes/survey/withdraw/"):
        assert as_stranger.get(page_of(zhou, more)).status_code == 404
    given = {"channel": "phone", "evidence": "x"}
    assert as_stranger.post(page_of(zhou, "purposes/survey/give/"), given).status_code == 404
    assert not Consent.objects.exists()


def test_what_rests_on_the_contract_is_not_asked(as_agent, zhou):
    assert as_agent.get(page_of(zhou, "purposes/service/give/")).status_code == 404
