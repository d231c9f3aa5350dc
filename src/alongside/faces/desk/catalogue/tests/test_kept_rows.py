"""Authorities with their forms, and the topics of questions, are the company's own (CAS-18, CHN-13)."""

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.authorities import answer_authority, note_authority
from alongside.domain.cases.models import Authority
from alongside.domain.cases.queries.authorities import boxes_of
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.admins import as_admin
from alongside.kernel.models import JournalEntry

URL = "/desk/catalogue/"
TYPED = {"code": "market", "name_zh": "市场监管局", "heading_zh": "答复函", "days": "15", "position": "9"}
BOXES = {
    "box_0_zh": "诉求",
    "box_0_source": "asked",
    "box_0_place": "2",
    "box_1_zh": "意见",
    "box_1_place": "1",
}


@pytest.fixture
def browser(client, house):
    return as_admin(client, house)


@pytest.fixture
def authority(browser) -> Authority:
    browser.post(f"{URL}authorities/add/", TYPED | BOXES)
    return Authority.objects.get(code="market")


def test_an_authority_is_added_changed_and_retired(browser, authority):
    """CAS-18: its boxes in their order, each with a code that stays; the journal knows who changed what."""
    assert [(one["code"], one["label"], one["source"]) for one in authority.parts] == [
        ("box_1", {"zh-hans": "意见"}, ""),
        ("box_2", {"zh-hans": "诉求"}, "asked"),
    ]
    page = browser.get(f"{URL}authorities/change/{authority.pk}/")
    assert "意见" in page.content.decode() and page.context["form"].initial["seen"] == 1
    changed = TYPED | BOXES | {"box_0_zh": "处理意见", "box_1_zh": "", "box_2_zh": "附件", "seen": "1"}
    assert (
        browser.post(f"{URL}authorities/change/{authority.pk}/", changed | {"days": "0"}).status_code == 422
    )
    assert browser.post(f"{URL}authorities/change/{authority.pk}/", changed).status_code == 302
    assert browser.post(f"{URL}authorities/change/{authority.pk}/", changed).status_code == 409
    authority.refresh_from_db()
    assert (authority.is_active, authority.version) == (False, 2)
    assert [(one["code"], one["label"]["zh-hans"]) for one in authority.parts] == [
        ("box_1", "处理意见"),
        ("box_2", "附件"),
    ]
    fact = JournalEntry.objects.filter(kind="authority.changed", about_id=authority.pk).latest("pk")
    assert fact.facts == {"code": "market", "version": 2, "fields": ["is_active", "parts"]}
    assert "市场监管局" in browser.get(f"{URL}authorities/").content.decode()


@pytest.mark.parametrize("wrong", [{"code": "市场"}, {"box_0_zh": "", "box_1_zh": ""}, {"days": "999"}])
def test_an_authority_that_makes_no_sense_is_not_added(browser, wrong):
    assert browser.post(f"{URL}authorities/add/", TYPED | BOXES | wrong).status_code == 422
    assert not Authority.objects.filter(days=15).exists()


def test_what_was_answered_keeps_its_form(browser, house, authority):
    """CAS-18: the paper of an answer shows the boxes that were answered, whatever the form becomes."""
    case, given = house.case(), {"by": actor_for(house.agent, now=house.now), "now": house.now}
    due = house.now + timedelta(days=5)
    asked = note_authority(
        case, authority=authority, number="SJ-1", received_at=house.now, due_at=due, **given
    )
    answer_authority(asked, boxes={"box_1": "属实", "box_2": "漏水"}, **given)
    browser.post(
        f"{URL}authorities/change/{authority.pk}/",
        TYPED | {"heading_zh": "新函", "box_0_zh": "全部", "seen": "1"},
    )
    asked.refresh_from_db()
    assert [(label, words) for _code, label, words in boxes_of(asked)] == [("意见", "属实"), ("诉求", "漏水")]
    assert asked.form["heading"] == {"zh-hans": "答复函"}


def test_a_topic_is_added_changed_and_retired(browser):
    """CHN-13: who answers and how fast; what was asked keeps its time."""
    typed = {
        "code": "decor",
        "name_zh": "装修",
        "department": "engineering",
        "minutes": "240",
        "position": "3",
    }
    assert browser.post(f"{URL}topics/add/", typed | {"minutes": "99999"}).status_code == 422
    assert browser.post(f"{URL}topics/add/", typed).status_code == 302
    assert browser.post(f"{URL}topics/add/", typed).status_code == 422
    topic = QuestionTopic.objects.get(code="decor")
    changed = typed | {"minutes": "60", "seen": "1"}
    assert browser.post(f"{URL}topics/{topic.pk}/", changed).status_code == 302
    assert browser.post(f"{URL}topics/{topic.pk}/", changed).status_code == 409
    topic.refresh_from_db()
    assert (topic.minutes, topic.is_active, topic.version) == (60, False, 2)
    fact = JournalEntry.objects.filter(kind="questiontopic.changed").latest("pk")
    assert fact.facts == {"code": "decor", "version": 2, "fields": ["is_active", "minutes"]}
    assert "装修" in browser.get(f"{URL}topics/").content.decode()
