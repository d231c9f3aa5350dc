"""Whoever writes to customers is asked first, and what was sent knowingly is told to those who look after it (CHN-8)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.actions.handling import propose_solution
from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.models import Case
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.models import Message
from alongside.domain.promises.actions import ask_to_renegotiate
from alongside.domain.promises.samples import a_promise
from alongside.domain.wording.actions import Unwary, change_wording, write_wording
from alongside.domain.wording.models import ForbiddenWording, WordingUse
from alongside.domain.wording.queries import forbidden_in, said_anyway
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
WORDS = "您放心，我们保证学位。"


def a_case(cast) -> Case:
    whose = {"customer": cast.customer.customer, "unit": cast.unit}
    return a_case_in("investigating", node=cast.project, now=cast.now, **whose)


def test_nothing_is_sent_before_the_writer_was_shown_it(cast):
    """CHN-8: refused with what to show; sent knowingly it is a fact of ids and codes, and a line for supervisors."""
    case = a_case(cast)
    with pytest.raises(Unwary) as refused:
        reply_to_customer(case, words=WORDS, by=cast.agent, now=cast.now)
    (shown,) = refused.value.facts["findings"]
    assert (shown["code"], shown["phrase"], shown["must_confirm"]) == ("school_place", "保证学位", True)
    assert shown["why"] and shown["instead"] and not Message.objects.filter(body=WORDS).exists()

    knowing = {"school_place"}
    message = reply_to_customer(case, words=WORDS, by=cast.agent, now=cast.now, knowing=knowing)
    fact = JournalEntry.objects.get(kind="wording.said_anyway")
    assert (fact.about_id, fact.facts) == (message.pk, {"wordings": ["school_place"]})
    use = WordingUse.objects.get()
    assert (use.about_id, use.staff_id) == (message.pk, cast.agent.id)
    assert list(said_anyway(cast.manager)) == [use] and not said_anyway(cast.stranger)

    with pytest.raises(Unwary):  # a promise added later is asked about anew
        more = WORDS + "贷款包过。"
        reply_to_customer(case, words=more, by=cast.agent, now=cast.now, knowing=knowing)


def test_every_way_of_writing_to_a_customer_asks(cast):
    """CHN-8: what is proposed and what is promised too; what the system sends was written before."""
    with pytest.raises(Unwary):
        propose_solution(a_case(cast), words=WORDS, by=cast.agent, now=cast.now)
    whom, promised = cast.customer.customer, {"node": cast.project, "now": cast.now, "words": WORDS}
    with pytest.raises(Unwary):
        a_promise(whom, **promised, by=cast.agent)
    made = a_promise(whom, **promised, by=cast.agent, knowing={"school_place"})
    change = {"reason": "缺料", "new_words": WORDS + "八月一日报名", "new_on": made.due_on, "now": cast.now}
    with pytest.raises(Unwary):
        ask_to_renegotiate(made, **change, by=cast.agent)
    ask_to_renegotiate(made, **change, by=cast.agent, knowing={"school_place"})
    assert WordingUse.objects.filter(about_kind="promise", about_id=made.pk).count() == 1
    assert JournalEntry.objects.filter(kind="wording.said_anyway", about_id=made.pk).count() == 2
    assert reply_to_customer(a_case(cast), words=WORDS, by=SYSTEM, now=cast.now)


def test_a_wording_holds_at_its_place_and_below_until_it_is_switched_off(cast):
    """CHN-8, ORG-3: a project's own list is not its neighbour's."""
    written = {"name": {"zh-hans": "会所"}, "why": {"zh-hans": "会所未规划"}, "severity": "warn"}
    own = write_wording(
        code="club_house", node=cast.project, variants="会所…开放/建成", by=SYSTEM, now=cast.now, **written
    )
    said = "会所年底就开放"
    assert forbidden_in(said, node=cast.project) and not forbidden_in(said, node=cast.other_project)
    change_wording(own, is_active=False, by=SYSTEM, now=cast.now)
    assert not forbidden_in(said, node=cast.project)
    assert ForbiddenWording.objects.filter(pk=own.pk).exists()


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.agent.staff)


def test_the_composer_warns_while_one_types_and_on_sending(cast, browser):
    """CHN-8: a mere warning is shown once, what must be confirmed needs its tick; the words stay, with and without scripts."""
    case = a_case(cast)
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert f"/desk/wording/check/?at=reply&amp;node={cast.project.pk}" in page
    typed = {"words": "绝对不会漏水，保证学位"}
    shown = browser.post(f"/desk/wording/check/?at=reply&node={cast.project.pk}", typed).content.decode()
    assert (
        'type="hidden" name="knowing" value="never_leaks"' in shown
        and 'id="knowing-reply-school_place"' in shown
    )

    send, sent = f"/desk/cases/{case.number}/reply_to_customer/", typed | {"channel": "portal"}
    refused = browser.post(send, sent)
    page = refused.content.decode()
    assert (
        refused.status_code == 422
        and typed["words"] in page
        and 'name="knowing" value="school_place"' in page
    )
    assert browser.post(send, sent | {"knowing": ["never_leaks"]}).status_code == 422
    assert browser.post(send, sent | {"knowing": ["never_leaks", "school_place"]}).status_code == 302
    assert Message.objects.filter(body=typed["words"]).count() == 1


def test_a_stranger_learns_nothing_of_a_place_that_is_not_theirs(cast, client):
    """ORG-3: neither what holds there nor who wrote what."""
    at = f"/desk/wording/check/?node={cast.project.pk}"
    assert signed_in(client, cast.stranger.staff).post(at, {"words": WORDS}).status_code == 404
    assert client.get("/desk/wording/").status_code == 403


def test_the_list_is_kept_and_what_was_sent_is_read(cast, client):
    """CHN-8: entered, found at once, changed; supervisors see who sent it and open where it stands."""
    browser = signed_in(client, cast.quality.staff)
    typed = {
        "code": "club_house", "node": "", "name_zh": "会所开放", "variants": "会所…开放", "why_zh": "尚未规划", "severity": "warn",
    }  # fmt: skip
    assert browser.post("/desk/wording/list/write/", typed | {"variants": "会"}).status_code == 422
    assert browser.post("/desk/wording/list/write/", typed).status_code == 302
    wording = ForbiddenWording.objects.get(code="club_house")
    page = browser.get("/desk/wording/list/")
    assert "会所开放" in page.content.decode()
    case = a_case(cast)
    words = "会所明年就会开放"
    reply_to_customer(case, words=words, by=cast.agent, now=cast.now, knowing={"club_house"})
    rows = browser.get("/desk/wording/").content.decode()
    assert case.number in rows and cast.agent.staff.name in rows and words not in rows
    change = f"/desk/wording/list/{wording.pk}/"
    assert browser.post(change, typed | {"seen": 1}).status_code == 302
    assert not ForbiddenWording.objects.get(code="club_house").is_active
