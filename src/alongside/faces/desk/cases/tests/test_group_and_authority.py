"""A group on one page, and an authority's answer as paper (CAS-11, CAS-18, CAS-19)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.authorities import note_authority
from alongside.domain.cases.actions.group.gathering import gather_under
from alongside.domain.cases.models import Authority, AuthorityRequest, Kind
from alongside.domain.cases.samples import a_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast):
    return a_case(
        node=cast.project, by=cast.agent, now=cast.now, kind=Kind.ENQUIRY, customer=None, category=None
    )


@pytest.fixture
def follower(cast, lead):
    case = a_case(
        node=cast.project, by=cast.agent, now=cast.now, customer=cast.customer.customer, unit=cast.unit
    )
    gather_under(lead, [case], by=cast.agent, now=cast.now)
    return case


def test_the_page_names_who_follows_and_the_lead_case_leads_there(client, cast, lead, follower):
    """CAS-11; the stranger finds nothing there."""
    client.force_login(cast.agent.staff)
    assert f"/desk/cases/{lead.number}/group/" in client.get(f"/desk/cases/{lead.number}/").content.decode()
    page = client.get(f"/desk/cases/{lead.number}/group/").content.decode()
    assert follower.number in page and "answer_group" in page
    told = client.post(f"/desk/cases/{lead.number}/answer_group/", {"words": "今晚恢复。"})
    assert told.status_code == 302
    assert "今晚恢复。" in client.get(f"/desk/cases/{lead.number}/group/").content.decode()
    client.force_login(cast.stranger.staff)
    assert client.get(f"/desk/cases/{lead.number}/group/").status_code == 404


def test_the_answer_goes_back_in_their_form(client, cast, follower):
    """CAS-18: begun with what the record says, kept as it was sent, on paper with both numbers."""
    due = cast.now + timedelta(days=5)
    authority = Authority.objects.get(code="hotline_12345")
    note_authority(
        follower,
        authority=authority,
        number="HZ-7",
        received_at=cast.now,
        due_at=due,
        by=cast.agent,
        now=cast.now,
    )
    asked = AuthorityRequest.objects.get()
    client.force_login(cast.agent.staff)
    here = f"/desk/cases/{follower.number}/authority/{asked.pk}/"
    assert here in client.get(f"/desk/cases/{follower.number}/").content.decode()
    form = client.get(here).context["form"]
    given = {code: form.initial.get(code) or "无" for code in form.fields}
    assert client.post(here, given | {"done": ""}).status_code == 422
    assert client.post(here, given).status_code == 302
    assert client.get(here + "paper/").content.startswith(b"%PDF")
    client.force_login(cast.stranger.staff)
    assert client.get(here).status_code == 404
