"""What I agreed to, given and withdrawn in the portal (CUS-7)."""

from __future__ import annotations

import pytest

from alongside.domain.customers.models import Consent
from alongside.domain.customers.samples import a_purpose

URL = "/portal/privacy/"


@pytest.fixture(autouse=True)
def purposes(db):
    a_purpose()
    a_purpose(code="service", basis="contract", name="客户服务", text="《个人信息保护法》第十三条")


def test_every_purpose_says_what_for_and_why(as_zhou):
    page = as_zhou.get(URL).content.decode()
    assert "满意度调查" in page and "未同意" in page and "合同履行所必需" in page
    text = as_zhou.get(f"{URL}purposes/service/").content.decode()
    assert "第十三条" in text and "withdraw/" not in text and "give/" not in text


def test_is_given_and_withdrawn(as_zhou, house):
    """CUS-7: in the words that were shown, and at once."""
    assert as_zhou.post(f"{URL}purposes/survey/give/", {"version": "2026-1"}).status_code == 302
    kept = Consent.objects.get()
    assert (kept.customer_id, kept.given_over, kept.text.version) == (house.zhou.pk, "portal", "2026-1")
    assert "撤回同意" in as_zhou.get(f"{URL}purposes/survey/").content.decode()
    assert as_zhou.post(f"{URL}purposes/survey/withdraw/").status_code == 302
    assert not Consent.objects.standing().exists()


def test_an_old_text_is_not_agreed_to(as_zhou):
    assert as_zhou.post(f"{URL}purposes/survey/give/", {"version": "2019-1"}).status_code == 422
    assert as_zhou.post(f"{URL}purposes/service/give/").status_code == 422
    assert as_zhou.post(f"{URL}purposes/nothing/give/").status_code == 404
    assert not Consent.objects.exists()


def test_another_customer_has_their_own(as_zhou, as_ma, house):
    """ORG-3: a stranger's withdrawal changes nothing of hers."""
    as_zhou.post(f"{URL}purposes/survey/give/")
    as_ma.post(f"{URL}purposes/survey/withdraw/")
    assert Consent.objects.standing().get().customer_id == house.zhou.pk
    assert "未同意" in as_ma.get(URL).content.decode()


def test_is_found_from_me(as_zhou):
    assert f'href="{URL}"' in as_zhou.get("/portal/me/").content.decode()


def test_needs_a_sign_in(client, db):
    assert client.get(URL).status_code == 302
