"""Evidence, liability, losses and the major complaint on the desk."""

from datetime import timedelta

import pytest

from alongside.domain.cases.models import Case, Evidence, LiabilityFinding, LossEntry, MajorComplaint
from alongside.domain.work.models import Approval
from alongside.faces.desk.tests.pages import signed_in


@pytest.fixture
def case(house):
    return house.case(title="主卫顶板渗水")


@pytest.fixture
def base(case):
    return f"/desk/cases/{case.number}/"


@pytest.fixture
def as_lead(client, house):
    return signed_in(client, house.supervisor)


def shares_of(house, *percents):
    parties = [f"department:{house.engineering.pk}", f"person:{house.agent.pk}"]
    return {f"party_{row}": parties[row] for row in range(len(percents))} | {
        f"percent_{row}": percent for row, percent in enumerate(percents)
    }


def test_evidence_is_added_and_shown(as_agent, case, base):
    """CAS-7."""
    given = {"kind": "statement", "person_heard": "楼上业主", "words": "没有动过地漏。"}
    assert as_agent.post(base + "add_evidence/", given).status_code == 302
    assert "没有动过地漏。" in as_agent.get(base + "findings/").content.decode()
    assert Evidence.objects.get().case == case


def test_shares_that_do_not_add_up_are_refused_and_stay(as_lead, house, base):
    """CAS-8."""
    given = {"cause": "workmanship", "words": "地漏根部失效", **shares_of(house, "60", "30")}
    answer = as_lead.post(base + "draft_finding/", given)
    assert answer.status_code == 422
    assert 'value="30"' in answer.content.decode()
    assert not LiabilityFinding.objects.exists()


def test_a_person_is_heard_before_the_finding_is_issued(as_lead, house, base):
    """CAS-8."""
    given = {"cause": "workmanship", "words": "地漏根部失效", **shares_of(house, "60.5", "39.5")}
    assert as_lead.post(base + "draft_finding/", given).status_code == 302
    finding = LiabilityFinding.objects.get()
    issue = f"{base}findings/issue_finding/{finding.pk}/"
    assert as_lead.post(issue).status_code == 422
    share = finding.shares.get(staff=house.agent)
    assert (
        as_lead.post(f"{base}findings/hear_party/{share.pk}/", {"words": "我当天休假。"}).status_code == 302
    )
    assert as_lead.post(issue).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "issued"
    assert "我当天休假。" in as_lead.get(base + "findings/").content.decode()


def test_a_loss_above_ones_limit_counts_after_a_yes(as_agent, house, base, client):
    """CAS-9, ORG-9: it waits on the case's page and on the page of whoever may say yes, which knows what it is for."""
    given = {
        "kind": "compensation",
        "amount": "83250.00",
        "on": str(house.now.date() - timedelta(days=2)),
        "words": "补偿",
    }
    assert as_agent.post(base + "enter_loss/", given).status_code == 302
    entry = LossEntry.objects.get()
    url = f"/desk/approvals/{Approval.objects.get().pk}/"
    page = as_agent.get(base + "findings/").content.decode()
    assert "83,250.00" in page and url in page and f"take_back_loss/{entry.pk}/" in page
    assert "decide_approval" not in page
    lead = signed_in(client, house.supervisor)
    shown = lead.get(url).content.decode()
    assert "83,250.00" in shown and "补偿" in shown and Case.objects.get().number in shown
    assert url in lead.get("/desk/approvals/").content.decode()
    lead.post(url, {"answer": "yes"})
    entry.refresh_from_db()
    assert entry.state == "entered"  # the second limit waits for somebody else
    assert lead.get("/desk/approvals/").content.decode().count("data-row") == 0
    assert signed_in(client, house.stranger).get(url).status_code == 404


def test_who_entered_a_loss_takes_it_back(as_agent, house, base):
    """CAS-9: with a reason; the line stays and does not count."""
    given = {"kind": "expense", "amount": "12.00", "on": str(house.now.date()), "words": "打车"}
    as_agent.post(base + "enter_loss/", given)
    entry = LossEntry.objects.get()
    back = f"{base}findings/take_back_loss/{entry.pk}/"
    assert as_agent.post(back, {"words": ""}).status_code == 422
    assert as_agent.post(back, {"words": "公司已报销"}).status_code == 302
    page = as_agent.get(base + "findings/").content.decode()
    assert "公司已报销" in page and back not in page


def test_a_major_complaint_has_a_lead_and_a_log(as_lead, house, case, base):
    """CAS-10."""
    assert (
        as_lead.post(
            base + "declare_major/", {"criteria": ["media"], "lead": house.supervisor.pk}
        ).status_code
        == 302
    )
    assert Case.objects.get().is_major
    leading = MajorComplaint.objects.get()
    as_lead.post(f"{base}findings/log_major/{leading.pk}/", {"words": "已联系媒体。"})
    assert "已联系媒体。" in as_lead.get(base + "findings/").content.decode()


def test_nothing_of_it_is_there_for_another_project(client, house, base):
    """ORG-3."""
    assert signed_in(client, house.stranger).get(base + "findings/").status_code == 404
