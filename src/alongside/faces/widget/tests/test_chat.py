"""The window on a foreign page, as its frame asks the house (CHN-6)."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from alongside.domain.cases.samples import a_case
from alongside.domain.conversations.actions import add_account, answer_thread, deliver, join_thread
from alongside.domain.conversations.actions.leaving import answer_absent
from alongside.domain.conversations.models import (
    Conversation,
    Delivery,
    KnockCount,
    Message,
    Thread,
    Visitor,
)
from alongside.domain.conversations.rules import visiting
from alongside.domain.customers.actions import add_contact_point
from alongside.domain.customers.models import SignInCode
from alongside.faces.widget.visiting import check_pass, new_pass
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

FOREIGN = "https://www.guanlanting.example"
OURS = {"Origin": "http://testserver"}


@pytest.fixture
def house(cast, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    return cast


@pytest.fixture
def account(house):
    return add_account(
        node=house.project,
        provider="widget",
        name="观澜庭客服",
        given={"origins": FOREIGN, "accent": "#0f6b5c", "categories": "报修\n投诉"},
        by=house.system_admin,
        now=house.now,
    )


class Window:
    """A browser with the frame open: it keeps no cookie, only the token."""

    def __init__(self, account):
        self.account, self.token, self.client = account, "", Client(enforce_csrf_checks=True)
        opened = timezone.now() - timedelta(minutes=1)
        self.passed = signing.dumps([account.pk, opened.timestamp()], salt="alongside.widget")

    def post(self, path, headers=OURS, **data):
        data = {"pass": self.passed, **data}
        mine = {"X-Visitor": self.token} if self.token else {}
        answer = self.client.post(f"/widget/{self.account.code}/{path}", data, headers=headers | mine)
        self.token = answer.headers.get("X-Visitor", self.token)
        return answer

    def say(self, words, once="a1b2c3d4e5f6", **more):
        return self.post("words/", words=words, once=once, **more)

    def news(self, after=0, **more):
        headers = {"X-Visitor": self.token}
        return self.client.get(
            f"/widget/{self.account.code}/news/", {"after": after, **more}, headers=headers
        )


@pytest.fixture
def window(account):
    return Window(account)


def answered(house, words, now=None):
    now = now or timezone.now()
    thread = Thread.objects.latest("last_at")
    message = answer_thread(thread, words=words, by=house.actor(house.agent.staff, now=now), now=now)
    deliver(Delivery.objects.get(once_key=f"answer:{message.pk}").pk, now=now)
    return message


def test_a_word_stands_in_the_inbox_and_the_answer_in_the_window(house, window):
    """CHN-1, CHN-6: written once although sent twice; nothing of it is kept in a cookie."""
    assert "请问几点上班" in window.say("请问几点上班？").text
    assert window.say("请问几点上班？").status_code == 200
    thread = Thread.objects.get()
    assert (thread.channel, thread.node) == ("chat", house.project)
    assert Message.objects.filter(conversation=thread.pk).count() == 1
    answer = answered(house, "九点到六点。")
    news = window.news(shown=1)
    assert "九点到六点。" in news.text
    assert house.agent.staff.name in news.text
    assert window.news(after=news.headers["X-Last"]).status_code == 204
    answer.refresh_from_db()
    assert answer.seen_at is not None
    assert not window.client.cookies
    assert window.client.get("/desk/inbox/").status_code == 302


def test_another_browser_is_shown_nothing_of_it(house, window, account):
    """CHN-6: neither words nor pictures, whatever token it makes up, and never what we say among ourselves."""
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "PNG")
    picture.name = "漏水.png"
    picture.seek(0)
    said = window.say("漏水", files=picture).text
    path = said.split('data-file="')[1].split("?")[0]
    here = f"/widget/{account.code}/{path}"
    shown = window.client.get(here, headers={"X-Visitor": window.token})
    assert shown.headers["Content-Type"] == "image/png"
    other = Window(account)
    assert other.client.get(here).status_code == 404
    assert other.news().status_code == 401
    other.say("你好", once="ffffffffffff")
    assert other.client.get(here, headers={"X-Visitor": other.token}).status_code == 404
    assert "漏水" not in other.news().text


def test_what_stands_in_a_case_is_shown_only_as_far_as_it_was_said_here(house, window):
    """CHN-6: the case's own words stay the case's; what is answered to the visitor there comes to the window."""
    window.say("楼上漏水")
    case = a_case(node=house.project, now=house.now, words="楼上说不是他家的问题。")
    thread, now = Thread.objects.get(), timezone.now()
    by = house.actor(house.supervisor.staff, now=now)
    join_thread(thread, to=Conversation.objects.get(pk=case.conversation_id), by=by, now=now)
    news = window.news().text
    assert "楼上漏水" in news
    assert "楼上说不是他家的问题" not in news


def test_only_a_code_shows_what_was_said_before(house, window, account, monkeypatch):
    """CHN-6, INF-6: the address alone proves nothing; with the code the threads are the customer's, in both browsers."""
    add_contact_point(
        house.customer.customer, kind="email", value="zhou@example.com", by=SYSTEM, now=house.now
    )
    window.say("上周我问过的事")
    other = Window(account)
    other.say("我又来了", once="eeeeeeeeeeee")
    assert other.post("address/", contact="zhou@example.com", name="周敏").status_code == 200
    assert "上周我问过的事" not in other.news().text
    for one in (window, other):
        assert one.post("code/", contact="zhou@example.com").status_code == 200
        known = SignInCode.objects.latest("id")
        letter = Delivery.objects.filter(customer=house.customer.customer).latest("id")
        digits = next(part for part in letter.subject.split() if part[:6].isdecimal())[:6]
        assert one.post("code/use/", contact="zhou@example.com", code="000000x").status_code == 422
        assert known.used_at is None
        assert one.post("code/use/", contact="zhou@example.com", code=digits).status_code == 200
    assert "上周我问过的事" in other.news().text
    assert set(Thread.objects.values_list("conversation__customer", flat=True)) == {
        house.customer.customer.pk
    }


def test_who_has_left_gets_the_answer_by_mail_once(house, window):
    """CHN-6: all that they did not read, at the address that they left; who is there gets none."""
    window.say("什么时候修？")
    window.post("address/", contact="Guest@Example.com", name="王女士")
    assert Thread.objects.get().sender_name == "王女士"
    now = timezone.now()
    answered(house, "明天上午。", now=now)
    answer_absent(now=now + timedelta(seconds=1))
    assert not Delivery.objects.filter(once_key__startswith="left:").exists()
    later = now + visiting.ANSWER_WAITS + visiting.GONE_AFTER
    answer_absent(now=later)
    answer_absent(now=later + timedelta(hours=1))
    letter = Delivery.objects.get(once_key__startswith="left:")
    assert letter.recipient == "guest@example.com"
    assert "明天上午。" in letter.body_text
    assert letter.conversation_id == Thread.objects.get().pk


def test_a_flood_is_refused_kindly_and_wakes_nobody(house, window, monkeypatch):
    """CHN-6: beyond the limit nothing is written and nobody is told; what was refused counts all the same."""
    monkeypatch.setitem(visiting.BY_VISITOR, "words", visiting.Limit(1, timedelta(minutes=5)))
    window.say("一", once="aaaaaaaa1")
    window.say("二", once="aaaaaaaa2")
    refused = window.say("三", once="aaaaaaaa3")
    assert refused.status_code == 429
    assert "我们的电话" in refused.text or "call us" in refused.text
    assert Message.objects.count() == 2
    assert KnockCount.objects.filter(count=2).exists()


@pytest.mark.parametrize(
    "given",
    [
        {"website": "http://spam.example"},
        {"pass": "made up"},
        {"headers": {"Origin": FOREIGN}},
        {"headers": {}},
        {"once": "../.."},
        {"words": "长" * 2001},
        {"words": " "},
    ],
    ids=["honeypot", "no pass", "foreign origin", "no origin", "no key", "too long", "nothing"],
)
def test_programs_and_other_pages_write_nothing(window, given):
    """CHN-6: the origin is ours, the window was open, and a person filled it in."""
    answer = window.post("words/", **({"words": "好", "once": "a1b2c3d4"} | given))
    assert answer.status_code in (403, 422)
    assert not Message.objects.exists()
    assert not Visitor.objects.exists()


@pytest.mark.parametrize("fraction", [0, 0.499, 0.5, 0.999])
def test_the_time_a_window_is_open_counts_from_the_very_moment(account, fraction):
    """CHN-6: whoever waits as long as is asked is let through, in whichever part of a second the window opened."""
    opened = timezone.now().replace(microsecond=0) + timedelta(seconds=fraction)
    request = RequestFactory().post("/")
    request.account, request.now = account, opened
    request.POST = {"pass": new_pass(request)}
    request.now = opened + visiting.SOONEST
    check_pass(request)
    request.now -= timedelta(milliseconds=1)
    with pytest.raises(Refused):
        check_pass(request)


def test_the_frame_says_which_pages_may_show_it(window, account):
    """CHN-6: by its policy, and by what the browser says of where it stands; no cookie either way."""
    here = f"/widget/{account.code}/?from={FOREIGN}&lang=en"
    framed = window.client.get(here, headers={"Referer": f"{FOREIGN}/", "Sec-Fetch-Dest": "iframe"})
    assert f"frame-ancestors 'self' {FOREIGN}" in framed.headers["Content-Security-Policy"]
    assert "script-src 'self';" in framed.headers["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in framed.headers
    assert f'data-host="{FOREIGN}"' in framed.text
    assert "What can we do for you?" in framed.text
    assert not framed.cookies
    thief = {"Referer": "https://thief.example/", "Sec-Fetch-Dest": "iframe"}
    assert window.client.get(here, headers=thief).status_code == 403
    elsewhere = window.client.get(f"/widget/{account.code}/?from=https://thief.example")
    assert 'data-host=""' in elsewhere.text


def test_the_script_keeps_its_address_and_tells_when_it_is_the_same(window, account):
    """CHN-6: one tag for good; asked again it costs nothing."""
    script = window.client.get(f"/widget/{account.code}.js")
    given = json.loads(script.text.rsplit("})(", 1)[1].rstrip(");\n"))
    assert given["words"]["zh-hans"]["open"] == "在线客服"
    assert script.headers["Cache-Control"] == "public, max-age=600"
    again = window.client.get(f"/widget/{account.code}.js", headers={"If-None-Match": script.headers["ETag"]})
    assert again.status_code == 304
    assert "--jade-fill: #0f6b5c" in window.client.get(f"/widget/{account.code}.css").text
    assert window.client.get("/widget/nowhere.js").status_code == 404


def test_the_form_works_without_script_and_is_answered_by_mail(house, window, account):
    """CHN-6: a thread of its own by the web form, sent twice it stands once, and the answer goes to the address."""
    asked = {
        "category": "报修",
        "words": "路灯坏了",
        "contact": "a@example.com",
        "name": "王女士",
        "once": "f0f0f0f0f0",
    }
    assert window.post("form/", **(asked | {"contact": "x"})).status_code == 422
    assert "a@example.com" in window.post("form/", **asked).text
    assert window.post("form/", **asked).status_code == 200
    thread = Thread.objects.get()
    assert (thread.channel, thread.subject, thread.sender_name) == ("web", "报修", "王女士")
    now = timezone.now()
    answered(house, "今晚修好。", now=now)
    answer_absent(now=now)
    assert Delivery.objects.get(once_key__startswith="left:").recipient == "a@example.com"


def test_the_account_refuses_what_nobody_could_use(house, account):
    """CHN-6: a colour that is not seen, an address that is no origin."""
    by = house.system_admin
    for given, field in (
        ({"origins": FOREIGN, "accent": "#ffee88"}, "accent"),
        ({"origins": f"{FOREIGN}/page", "accent": "#0f6b5c"}, "origins"),
        ({"origins": "", "accent": "#0f6b5c"}, "origins"),
    ):
        with pytest.raises(Refused) as refused:
            add_account(node=house.project, provider="widget", name="x", given=given, by=by, now=house.now)
        assert refused.value.field == field


def test_the_page_of_the_demo_has_one_tag_for_each_and_exists_only_there(window, account, settings):
    """CHN-6: what somebody's website would have, window and form."""
    assert window.client.get("/demo/site/").status_code == 404
    settings.DEMO = True
    page = window.client.get("/demo/site/")
    assert page.text.count(f'src="/widget/{account.code}.js"') == 2
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
