"""Standard wording at hand: found, filled from the record, put into the answer, counted; nothing half filled goes out (CHN-8)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.models import Message
from alongside.domain.knowledge.models import Article, ArticleUse
from alongside.domain.knowledge.samples import a_script, published
from alongside.faces.desk.tests.pages import signed_in

pytestmark = pytest.mark.django_db
WORDS = "{{客户}}您好，{{客服}}已在处理{{事件编号}}，最迟 {{时限}} 前答复，热线 {{热线}}。"


@pytest.fixture
def case(cast):
    whose = {"customer": cast.customer.customer, "unit": cast.unit}
    return a_case_in("investigating", node=cast.project, now=cast.now, **whose)


@pytest.fixture
def script(cast) -> Article:
    draft = a_script(cast.city, by=cast.city_manager, now=cast.now, words=WORDS)
    return published(draft, by=cast.city_manager, approver=cast.director, now=cast.now)


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.agent.staff)


def test_a_script_is_found_and_filled_from_the_case(cast, case, script, browser):
    """CHN-8: what the record knows stands in it, what it does not know is marked."""
    page = browser.get(f"/desk/at-hand/scripts/?case={case.number}&q=时限").content.decode()
    assert script.title in page and case.number in page and cast.agent.staff.name in page
    assert "<mark>{{热线}}</mark>" in page and "{{客户}}" not in page
    assert (
        script.title not in browser.get(f"/desk/at-hand/scripts/?case={case.number}&q=装修").content.decode()
    )
    composer = browser.get(
        f"/desk/cases/{case.number}/?say=reply_to_customer&script={script.pk}"
    ).content.decode()
    assert f'name="used" value="{script.pk}"' in composer and "data-scripts-into" in composer


def test_nothing_half_filled_goes_to_the_customer(case, script, browser):
    """CHN-8: said in clear words and kept; once filled it is sent, and the script counted for the case."""
    send = f"/desk/cases/{case.number}/reply_to_customer/"
    form = {"words": "最迟 {{时限}} 前答复", "channel": "portal", "used": str(script.pk)}
    refused = browser.post(send, form)
    assert refused.status_code == 422 and not Message.objects.filter(body=form["words"]).exists()
    page = refused.content.decode()
    assert form["words"] in page and f'value="{script.pk}"' in page
    assert browser.post(send, form | {"words": "最迟明天 18:00 前答复"}).status_code == 302
    assert ArticleUse.objects.get().about_id == case.pk


def test_a_stranger_gets_neither_the_script_nor_the_case(cast, case, script, client):
    """ORG-3."""
    browser = signed_in(client, cast.stranger.staff)
    assert browser.get(f"/desk/at-hand/scripts/?case={case.number}").status_code == 404
    assert browser.get("/desk/at-hand/scripts/").status_code == 404
