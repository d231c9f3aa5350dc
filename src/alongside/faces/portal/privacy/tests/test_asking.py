"""Asking about one's data in the portal, reading the copy, and the certificate (INF-4)."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from alongside.domain.cases.actions.requesting import carry_out_request
from alongside.domain.cases.models import PrivacyRequest
from alongside.domain.privacy.actions import carry_out_erasure
from alongside.domain.privacy.models import Erasure, PersonalCopy
from alongside.kernel.actor import SYSTEM

URL = "/portal/privacy/"


def test_a_copy_is_asked_for_and_read(as_zhou, as_ma, house):
    assert as_zhou.post(f"{URL}ask/copy/").status_code == 302
    asked = PrivacyRequest.objects.get()
    assert asked.case.number in as_zhou.get(URL).content.decode()
    carry_out_request(asked, by=SYSTEM, now=timezone.now())
    key = PersonalCopy.objects.get().key
    page = as_zhou.get(f"{URL}copy/{key}/").content.decode()
    assert "周敏" in page and "+8613812344420" in page and "8栋1单元2102" in page
    told = json.loads(as_zhou.get(f"{URL}copy/{key}/my-data.json").content)
    assert any("+8613812344420" in row for part in told["parts"] for row in part["rows"])
    table = as_zhou.get(f"{URL}copy/{key}/my-data.xlsx")
    assert table["Content-Disposition"].startswith("attachment") and len(table.content) > 1000
    assert PersonalCopy.objects.get().opened_at
    for path in ("", "my-data.json", "my-data.xlsx"):
        assert as_ma.get(f"{URL}copy/{key}/{path}").status_code == 404
    PersonalCopy.objects.update(expires_at=timezone.now())
    assert as_zhou.get(f"{URL}copy/{key}/").status_code == 404


def test_correcting_says_what(as_zhou):
    assert as_zhou.post(f"{URL}ask/correct/", {"words": ""}).status_code == 422
    assert as_zhou.post(f"{URL}ask/correct/", {"words": "姓名应为周旻"}).status_code == 302
    assert as_zhou.get(f"{URL}ask/everything/").status_code == 404


def test_deleting_leads_to_a_certificate_that_needs_no_sign_in(as_zhou, client, house):
    """INF-4: the page, the PDF, and nobody is named."""
    as_zhou.post(f"{URL}ask/delete/")
    carry_out_request(PrivacyRequest.objects.get(), by=SYSTEM, now=timezone.now())
    erasure = Erasure.objects.get()
    address = f"/portal/certificates/{erasure.key}/"
    assert "删除" in client.get(address).content.decode()
    carry_out_erasure(erasure.pk, now=timezone.now())
    erasure.refresh_from_db()
    page = client.get(address).content.decode()
    assert erasure.reference in page and erasure.checksum in page
    assert "周" not in page.replace("周期", "") and "4420" not in page
    pdf = client.get(f"{address}certificate.pdf")
    assert pdf.content.startswith(b"%PDF") and erasure.reference in pdf["Content-Disposition"]
    assert client.get("/portal/certificates/00000000-0000-0000-0000-000000000007/").status_code == 404
    assert as_zhou.get("/portal/").status_code == 302


@pytest.mark.parametrize("right", ["see", "copy", "correct", "delete"])
def test_every_right_explains_itself(as_zhou, right):
    assert "十五个工作日" in as_zhou.get(f"{URL}ask/{right}/").content.decode()
