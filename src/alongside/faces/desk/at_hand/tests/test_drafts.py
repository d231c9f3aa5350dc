"""CHN-10: drafts and summaries from the house's endpoint: off unless set, and nobody's name or number leaves."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.fakes.running import running

from alongside.domain.assistance.actions import draft_reply
from alongside.domain.assistance.rules.masking import HOLE
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import take_mail
from alongside.domain.conversations.models import Mailbox, Message
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.privacy.actions.erasing import values_of
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.chat_endpoint import ChatError, Line, complete
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

KEY = "fake-endpoint-key"
DRAFT, SUMMARY = "/desk/at-hand/draft/", "/desk/at-hand/summary/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(scope="module")
def there():
    with running("chat_endpoint") as url:
        yield url


@pytest.fixture
def on(there, settings):
    """The endpoint is set, and begins anew."""
    httpx.post(f"{there}/test", json={"fresh": True, "says": "", "wrong": None})
    settings.CHAT_ENDPOINT = {
        "api": f"{there}/v1",
        "key": KEY,
        "model": "house-model",
        "per_day": 20,
        "seconds": 20,
    }
    return there


@pytest.fixture
def known(cast):
    """All by which the customer is named."""
    return [one for one in values_of(cast.customer.customer).all if len(one) > 1]


@pytest.fixture
def case(cast, known):
    """A case whose words name everybody, in every way."""
    whose = {"customer": cast.customer.customer, "unit": cast.unit, "title": f"{known[0]}家漏水"}
    case = a_case_in("investigating", node=cast.project, now=cast.now, place_words="", **whose)
    words = f"我是{'，'.join(known)}，住{cast.unit.label}，身份证310101198503121234，卡 6222 0212 3456 7890 123，车 沪A·D12345。"
    reply_to_customer(
        case,
        words=f"{words}{case.number}由{cast.agent.staff.name}跟进。",
        channel="portal",
        by=cast.agent,
        now=cast.now,
    )
    add_note(case, words="内部：不要提赔偿", by=cast.agent, now=cast.now)
    return case


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.agent.staff)


def _sent(there):
    return httpx.get(f"{there}/sent").json()


def test_nothing_personal_leaves_and_all_of_it_is_put_back(cast, case, known, browser, on):
    """CHN-10: the endpoint receives none of it, by draft or summary; the person reads all of it."""
    drafted = browser.post(DRAFT, {"case": case.number}, **HTMX)
    summed = browser.post(SUMMARY, {"case": case.number}, **HTMX)
    assert drafted.status_code == summed.status_code == 200
    first, second = _sent(on)
    assert first["key"] == f"Bearer {KEY}" and first["body"]["model"] == "house-model"
    assert "不要提赔偿" not in json.dumps(first, ensure_ascii=False) and "不要提赔偿" in json.dumps(
        second, ensure_ascii=False
    )
    left = json.dumps([first, second], ensure_ascii=False)
    personal = [
        *known,
        cast.unit.label,
        case.number,
        cast.agent.staff.name,
        "310101198503121234",
        "6222 0212",
        "D12345",
    ]
    assert [one for one in personal if one in left] == []
    page = drafted.content.decode()
    assert known[0] in page and case.number in page and cast.agent.staff.name in page and "〔" not in page
    facts = [one.facts for one in JournalEntry.objects.filter(kind="conversation.help_given").order_by("id")]
    assert facts == [{"what": what, "tokens_in": 321, "tokens_out": 45} for what in ("draft", "summary")]


def test_a_draft_is_only_put_before_the_person(case, browser, on):
    """CHN-10: below what they wrote, on a page without scripts; an invented token is a hole; nothing is sent."""
    httpx.post(f"{on}/test", json={"says": "您好，〔人99〕明天到。"})
    said = Message.objects.count()
    page = browser.post(DRAFT, {"case": case.number, "words": "先说一句"})
    assert f"先说一句\n\n您好，{HOLE}明天到。</textarea>" in page.content.decode()
    assert f'action="/desk/cases/{case.number}/reply_to_customer/"' in page.content.decode()
    assert Message.objects.count() == said


def test_a_conversation_of_the_inbox_has_it_too(cast, known, browser, on):
    """CHN-10: who wrote is masked though nobody has tied it to a customer."""
    box = Mailbox.objects.create(
        node=cast.project,
        name="客服",
        address="glt@ours.test",
        begins_at=cast.now,
        next_at=cast.now,
        uid_validity=1,
    )
    raw = a_mail("我是甄不凡，漏水了，请回 zhen@elsewhere.test", sender="甄不凡 <zhen@elsewhere.test>")
    thread = take_mail(box, raw, uid_validity=1, uid=1, now=cast.now).conversation.thread
    page = browser.get(f"/desk/inbox/{thread.pk}/").content.decode()
    assert f'formaction="{DRAFT}"' in page and SUMMARY in page
    page = browser.post(DRAFT, {"thread": str(thread.pk)}, **HTMX).content.decode()
    left = json.dumps(_sent(on), ensure_ascii=False)
    assert "甄不凡" in page and "漏水了" in left and "甄不凡" not in left and "zhen@" not in left


@pytest.mark.parametrize("wrong", [500, 429, 401, "garbage", "empty", "hang"])
def test_whatever_goes_wrong_there_is_said_kindly(case, browser, on, wrong, settings):
    """CHN-10: in words, with what happened in the journal as a code; the composer stays as it was."""
    settings.CHAT_ENDPOINT["seconds"] = 0.5 if wrong == "hang" else 20
    httpx.post(f"{on}/test", json={"wrong": wrong})
    answer = browser.post(DRAFT, {"case": case.number}, **HTMX)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    code = {429: "busy", 401: "refused"}.get(wrong, "down")
    assert JournalEntry.objects.get(kind="conversation.help_failed").facts == {"what": "draft", "code": code}


def test_nobody_there_is_the_same_error():
    with pytest.raises(ChatError) as no:
        complete("http://127.0.0.1:9/v1", [Line("user", "hm")], model="m", most_tokens=5)
    assert no.value.kind == "down" and "127" not in str(no.value)


def test_a_day_has_an_end(cast, case, on, settings):
    """CHN-10: counted by node, so that it cannot run away."""
    settings.CHAT_ENDPOINT["per_day"] = 1
    draft_reply(case, by=cast.agent, now=cast.now)
    with pytest.raises(Refused, match="today|今"):
        draft_reply(case, by=cast.agent, now=cast.now)
    assert len(_sent(on)) == 1


def test_while_it_is_off_there_is_no_trace_of_it(cast, case, browser, settings):
    """CHN-10: off by default."""
    assert settings.CHAT_ENDPOINT is None
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert DRAFT not in page and SUMMARY not in page
    assert browser.post(DRAFT, {"case": case.number}).status_code == 404
    with pytest.raises(Refused):
        draft_reply(case, by=cast.agent, now=cast.now)
    settings.CHAT_ENDPOINT = {"api": "http://127.0.0.1:9/v1", "key": "", "model": "m", "per_day": 1}
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert f'formaction="{DRAFT}"' in page and SUMMARY in page
    assert DRAFT not in browser.get(f"/desk/cases/{case.number}/?say=add_note").content.decode()


def test_who_may_not_answer_may_not_ask(cast, case, client, on):
    """CHN-10: permission first, and what one may not see is not there."""
    with pytest.raises(NotAllowed):
        draft_reply(case, by=cast.stranger, now=cast.now)
    assert _sent(on) == []
