"""The shared inbox: read, answered, tied, handed on; a mail becomes, joins and leaves a case (CHN-1, CHN-2)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.story import story_of
from alongside.domain.cases.reactions.telling import tell_reply
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import take_mail
from alongside.domain.conversations.models import AnswerStandard, Delivery, Mailbox, Message, Thread
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.promises.models import Promise
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.models import AccessLine, JournalEntry, StoredFile

pytestmark = pytest.mark.django_db
URL = "/desk/inbox/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


class Post:
    def __init__(self, cast, now) -> None:
        self.now, self.count = now, 0
        self.box = Mailbox.objects.create(
            node=cast.project,
            name="观澜庭客服",
            address="glt@ours.test",
            begins_at=now,
            next_at=now,
            uid_validity=1,
        )
        self.address = cast.customer.customer.contact_points.filter(kind="email").first().value

    def falls(self, words="卫生间漏水，请派人。", sender="", **more) -> Thread:
        self.count += 1
        raw = a_mail(words, sender=f"周敏 <{sender or self.address}>", **more)
        taken = take_mail(self.box, raw, uid_validity=1, uid=self.count, now=self.now)
        return taken.conversation.thread


@pytest.fixture
def post(cast, now):
    return Post(cast, now)


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.agent.staff)


def test_an_agent_reads_and_answers_and_strangers_see_nothing(cast, post, browser):
    """CHN-2, ORG-3, INF-3: who it is stands beside it, the look is logged, the answer is in the outbox."""
    thread = post.falls()
    page = browser.get(f"{URL}{thread.pk}/").content.decode()
    assert "卫生间漏水，请派人。" in page and cast.customer.customer.name in page and post.address not in page
    assert AccessLine.objects.filter(person_ids__contains=[cast.customer.id]).exists()

    answered = browser.post(f"{URL}{thread.pk}/answer/", {"words": "明天九点上门。", "is_done": "on"})
    assert answered.status_code == 302
    delivery = Delivery.objects.get(mailbox=post.box)
    assert (delivery.recipient, delivery.customer_id) == (post.address, cast.customer.id)
    thread.refresh_from_db()
    assert (thread.state, thread.assigned_to_id) == ("done", cast.agent.id)
    assert "明天九点上门。" in browser.get(f"{URL}{thread.pk}/").content.decode()

    elsewhere = signed_in(Client(), cast.stranger.staff)
    assert elsewhere.get(f"{URL}{thread.pk}/").status_code == 404
    assert "周敏" not in elsewhere.get(f"{URL}?tab=done").content.decode()
    for act in ("answer", "assign", "done", "open", "customer", "join", "leave"):
        assert elsewhere.post(f"{URL}{thread.pk}/{act}/", {"words": "x"}).status_code == 404
    original = StoredFile.objects.get(about_kind="takenmail")
    assert browser.get(f"/desk/files/{original.pk}/").status_code == 200
    assert elsewhere.get(f"/desk/files/{original.pk}/").status_code == 404


def test_somebody_unknown_is_shown_as_such_and_tied_to_a_customer(cast, post, browser):
    """CHN-1: nobody is guessed."""
    thread = post.falls(sender="who@example.test")
    page = browser.get(f"{URL}{thread.pk}/?who={cast.customer.customer.name}").content.decode()
    assert "who@example.test" in page
    assert f'name="customer" value="{cast.customer.id}"' in page
    assert browser.post(f"{URL}{thread.pk}/customer/", {"customer": cast.customer.id}).status_code == 302
    assert Thread.objects.get().conversation.customer == cast.customer.customer
    assert Message.objects.get().customer == cast.customer.customer
    stranger = cast.other_customer.id
    assert browser.post(f"{URL}{thread.pk}/customer/", {"customer": stranger}).status_code == 404


def test_what_else_they_wrote_stands_beside_it(cast, post, browser):
    """CHN-1: one person, whatever way they come; nobody else's words."""
    first, second = post.falls(subject="电梯年检"), post.falls("电梯年检报告呢？", subject="报告")
    post.falls("谁都可能。", sender="somebody@else.test", subject="不相干")
    beside = browser.get(f"{URL}{second.pk}/").content.decode().partition("pane-context")[2]
    assert f"{URL}{first.pk}/" in beside and "电梯年检" in beside and "不相干" not in beside


def test_it_is_handed_on_to_who_answers_there(cast, post, browser):
    """Assignment as with cases: only to who may answer, done and opened again."""
    thread = post.falls()
    assert browser.post(f"{URL}{thread.pk}/assign/", {"to": cast.colleague.id}).status_code == 302
    assert browser.post(f"{URL}{thread.pk}/assign/", {"to": cast.engineer.id}).status_code == 404
    assert browser.post(f"{URL}{thread.pk}/done/").status_code == 302
    assert browser.post(f"{URL}{thread.pk}/done/").status_code == 422
    assert browser.post(f"{URL}{thread.pk}/open/").status_code == 302
    thread.refresh_from_db()
    assert (thread.assigned_to_id, thread.state) == (cast.colleague.id, "open")


def test_a_mail_becomes_a_case_and_what_is_answered_goes_on_there(cast, post, browser):
    """CHN-2: one act; the mail is the first word of the story, the next one wakes the case."""
    thread = post.falls(message_id="<one@example.test>")
    given = {"kind": "enquiry", "title": "卫生间漏水", "is_mine": "on"}
    assert browser.post(f"{URL}{thread.pk}/case/", given).status_code == 302
    case = Case.objects.get()
    assert (case.channel, case.customer_id, case.owner_id) == ("email", cast.customer.id, cast.agent.id)
    post.falls("还在漏", answers="<one@example.test>")
    assert [one.body for one in case.conversation.messages.order_by("id")] == [
        "卫生间漏水，请派人。",
        "还在漏",
    ]
    assert JournalEntry.objects.filter(kind="case.customer_wrote", about_id=case.pk).count() == 1
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert "还在漏" in page and f"/desk/inbox/of-case/{case.number}/" in page
    assert browser.get(f"{URL}{case.conversation_id}/")["Location"] == f"/desk/cases/{case.number}/"
    assert browser.post(f"{URL}{thread.pk}/leave/").status_code == 422, "the case began with it"
    assert browser.get(URL).content.decode().count('list-row"') == 0


@pytest.mark.parametrize("is_known", [True, False])
def test_what_is_answered_in_the_case_arrives_in_the_thread_of_the_mail(cast, post, browser, is_known):
    """CHN-2, CHN-7: known or not, whoever wrote by mail reads the answer below their mail."""
    thread = post.falls(sender="" if is_known else "who@example.test", message_id="<one@example.test>")
    browser.post(f"{URL}{thread.pk}/case/", {"kind": "enquiry", "title": "卫生间漏水", "is_mine": "on"})
    case = Case.objects.get()
    reply_to_customer(case, words="明天上门。", channel="email", by=cast.agent, now=post.now)
    entry = JournalEntry.objects.get(kind="case.customer_told")
    tell_reply(entry)
    tell_reply(entry)
    delivery = Delivery.objects.get(mailbox=post.box)
    assert (delivery.recipient, delivery.answers) == (thread.sender, "<one@example.test>")
    assert "明天上门。" in delivery.body_text
    answered = {item.pk: item for item in [thread.conversation, case.conversation]}
    assert delivery.conversation_id in answered


def test_a_mail_joins_a_case_aside_and_leaves_it(cast, post, browser):
    """CHN-2: what somebody else wrote stands in the story for us, and is not shown to the case's customer."""
    case = a_case_in("acknowledged", node=cast.project, customer=cast.customer.customer, now=post.now)
    thread = post.falls("邻居家也渗水", sender="neighbour@example.test", message_id="<n@example.test>")
    assert browser.post(f"{URL}{thread.pk}/join/", {"number": "none"}).status_code == 422
    assert browser.post(f"{URL}{thread.pk}/join/", {"number": case.number}).status_code == 302
    assert "邻居家也渗水" in browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert thread.subject in browser.get(f"{URL}of-case/{case.number}/").content.decode()
    told = Message.objects.get(body="邻居家也渗水")
    assert (told.kind, told.conversation_id, told.home_id) == ("aside", case.conversation_id, thread.pk)

    theirs = story_of(case, cast.customer)
    assert theirs.entries and "邻居家也渗水" not in [one.words for one in theirs.entries]
    assert "邻居家也渗水" in [one.words for one in story_of(case, cast.agent).entries]
    assert browser.post(f"{URL}{thread.pk}/leave/").status_code == 302
    told.refresh_from_db()
    assert (told.kind, told.conversation_id, told.home_id) == ("words", thread.pk, None)
    thread.refresh_from_db()
    assert (thread.state, thread.joined_to) == ("open", None)


def test_the_list_and_the_conversation_take_the_same_queries_however_much_there_is(cast, post, browser):
    """Speed."""
    thread = post.falls(message_id="<one@example.test>")
    assert_queries(browser, URL, 6, add_two=lambda: [post.falls(), post.falls(sender="b@example.test")])
    more = {"answers": "<one@example.test>"}
    assert_queries(
        browser, f"{URL}{thread.pk}/", 17, add_two=lambda: [post.falls(**more), post.falls(**more)]
    )


def test_a_promise_is_made_where_the_mail_is_answered(cast, post, browser):
    """SAL-4: in two keystrokes; its own page leads back to the mail."""
    thread = post.falls()
    assert f"?thread={thread.pk}" in browser.get(f"{URL}{thread.pk}/").content.decode()
    form = browser.get(f"/desk/promises/make/?thread={thread.pk}").context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value.pk if hasattr(value, "pk") else value or "" for name, value in said.items()}
    answer = browser.post(f"/desk/promises/make/?thread={thread.pk}", said | {"words": "周五前派人上门。"})
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}{thread.pk}/")
    promise = Promise.objects.get()
    assert promise.customer == cast.customer.customer
    assert f"{URL}{thread.pk}/" in browser.get(f"/desk/promises/{promise.pk}/").content.decode()
    unknown = post.falls(sender="nobody@example.org", subject="别的事")
    assert browser.get(f"/desk/promises/make/?thread={unknown.pk}").status_code == 404
    stranger = signed_in(Client(), cast.stranger.staff)
    assert stranger.get(f"/desk/promises/make/?thread={thread.pk}").status_code == 404


def test_says_why_nothing_is_answered_beside_a_case(cast, post, browser, now):
    """INF-10: neither from the mail that stands in a case, nor into a case that nobody has."""
    thread = post.falls()
    empty = browser.post(f"{URL}{thread.pk}/answer/", {"words": " "})
    assert (empty.status_code, 'role="alert"' in empty.content.decode()) == (422, True)
    odd = browser.post(f"{URL}{thread.pk}/join/", {"number": "GLT\x00"})
    assert odd.status_code == 422
    case = a_case_in("received", node=cast.project, now=now, customer=cast.customer.customer)
    browser.post(f"{URL}{thread.pk}/join/", {"number": case.number})
    for words in ("", "已安排"):
        said = browser.post(f"{URL}{thread.pk}/answer/", {"words": words})
        assert said.status_code == 422
        assert 'role="alert"' in said.content.decode()
    assert not Message.objects.filter(direction="out", conversation=thread.conversation).exists()


def test_who_answers_what_went_on_meanwhile_is_asked_again_with_their_words(cast, post, browser):
    """CHN-1: the customer wrote once more while the answer was being typed; it is shown, and sending again sends."""
    thread = post.falls(message_id="<one@example.test>")
    page = browser.get(f"{URL}{thread.pk}/")
    drawn = {"seen": page.context["thread"].version, "after": page.context["newest"]}
    asked = {"version": drawn["seen"], "after": drawn["after"]}
    assert browser.get(f"{URL}{thread.pk}/news/", asked).status_code == 204
    post.falls("不用来了，已经好了。", answers="<one@example.test>")
    news = browser.get(f"{URL}{thread.pk}/news/", asked).content.decode()
    assert "不用来了" in news and "卫生间漏水，请派人。" not in news
    again = browser.post(f"{URL}{thread.pk}/answer/", {"words": "明天九点上门。", **drawn})
    assert again.status_code == 409
    assert [one.message.body for one in again.context["meanwhile"]] == ["不用来了，已经好了。"]
    assert "明天九点上门。" in again.content.decode() and not Delivery.objects.exists()
    form = again.context["form"]
    drawn = {"seen": form["seen"].value(), "after": again.context["newest"]}
    assert browser.post(f"{URL}{thread.pk}/answer/", {"words": "好的。", **drawn}).status_code == 302


def test_colleagues_see_each_other_and_what_is_begun_is_kept(cast, post, browser):
    """CHN-1, ORG-3: at one conversation, of the inbox as of a case; strangers are not there."""
    thread = post.falls()
    case = a_case_in("acknowledged", node=cast.project, customer=cast.customer.customer, now=post.now)
    colleague = signed_in(Client(), cast.colleague.staff)
    stranger = signed_in(Client(), cast.stranger.staff)
    for place in (f"{URL}{thread.pk}/together/", f"/desk/cases/{case.number}/together/"):
        typed = {"writing": "1", "direction": "out", "words": "明天九点\x00上门"}
        assert cast.agent.staff.name not in browser.post(place, typed).content.decode()
        told = colleague.post(place, {"first": "1"}).content.decode()
        assert cast.agent.staff.name in told and "明天" not in told
        assert "明天九点上门" in browser.post(place, {"first": "1"}).content.decode()
        assert stranger.post(place).status_code == 404
        browser.post(place, {"left": "1", "direction": "out", "words": ""})
        assert cast.agent.staff.name not in colleague.post(place).content.decode()


def test_is_put_off_noted_in_and_has_its_time_left(cast, post, browser):
    """CHN-1, ORG-3: from the page; what is refused keeps what was typed; strangers name and put off nothing."""
    thread = post.falls()
    here = f"{URL}{thread.pk}/"
    assert "data-time-left" in browser.get(URL).content.decode()
    choices = browser.get(f"{here}snooze/").content.decode()
    assert 'value="tomorrow"' in choices
    assert browser.post(f"{here}snooze/", {"until": "at"}).status_code == 422
    assert browser.post(f"{here}snooze/", {"until": "tomorrow"}).status_code == 302
    assert 'list-row"' not in browser.get(URL).content.decode()
    assert 'list-row"' in browser.get(f"{URL}?tab=snoozed").content.decode()
    assert browser.post(f"{here}open/").status_code == 302

    name = cast.colleague.staff.name
    assert name in browser.get(f"{here}people/", {"q": name[:1]}).json()["names"]
    assert browser.post(f"{here}note/", {"words": ""}).status_code == 422
    assert browser.post(f"{here}note/", {"words": f"@{name} 他很急"}).status_code == 302
    assert "他很急" in browser.get(here).content.decode() and not Delivery.objects.exists()
    assert "data-mentions" in browser.get(f"{here}?say=note").content.decode()
    stranger = signed_in(Client(), cast.stranger.staff)
    assert stranger.get(f"{here}people/").status_code == 404
    for act in ("snooze", "note"):
        assert stranger.post(f"{here}{act}/", {"words": "x", "until": "tomorrow"}).status_code == 404
    case = a_case_in("acknowledged", node=cast.project, customer=cast.customer.customer, now=post.now)
    assert name in browser.get(f"/desk/cases/{case.number}/people/").json()["names"]
    assert stranger.get(f"/desk/cases/{case.number}/people/").status_code == 404


def test_how_soon_is_said_for_a_place_by_who_keeps_the_system(cast, browser, client):
    """CHN-1, ORG-3"""
    url = "/desk/system/answering-time/"
    said = {"node": cast.project.pk, "minutes": 60, "warn_minutes": 10}
    assert browser.post(url, said).status_code == 403
    keeper = signed_in(Client(), cast.system_admin.staff)
    assert keeper.post(url, said | {"warn_minutes": 60}).status_code == 422
    assert keeper.post(url, said).status_code == 302
    assert cast.project.name in keeper.get(url).content.decode()
    standard = AnswerStandard.objects.get()
    assert keeper.post(f"{url}{standard.pk}/remove/").status_code == 302
    assert not AnswerStandard.objects.exists()


def test_is_found_by_whoever_wrote_by_words_and_narrowed(cast, post, browser):
    """CHN-1, INF-1, ORG-3: a customer by name, somebody unknown by their whole address, anybody by what they said; over one
    channel or account; only what one may see."""
    known, unknown = post.falls(), post.falls("楼下车位怎么租？", sender="Who@example.test", subject="别的事")
    browser.post(f"{URL}{unknown.pk}/done/")

    def found(asked, client=browser):
        page = client.get(URL, asked)
        return {one.thread.pk for one in page.context["lines"]}

    assert found({"q": cast.customer.customer.name}) == {known.pk}
    assert found({"q": "who@example.test"}) == found({"q": "车位"}) == {unknown.pk}
    assert found({"q": "nobody@example.test"}) == found({"q": "电梯"}) == set()
    assert found({"q": "漏" * 200}) == set()
    assert (found({"from": "email"}), found({"from": "sms"})) == ({known.pk}, set())
    box = f"m{post.box.pk}"
    assert found({"from": box, "q": "车位"}) == found({"from": box, "tab": "done"}) == {unknown.pk}
    page = browser.get(URL, {"from": box}).content.decode()
    assert f'<option value="{box}" selected>glt@ours.test (1)</option>' in page
    assert f"{URL}{known.pk}/?list=open&amp;from={box}" in page
    page = browser.get(URL, {"q": "车位"}).content.decode()
    assert "楼下<mark>车位</mark>怎么租" in page and f"#m{unknown.conversation.messages.get().pk}" in page
    stranger = signed_in(Client(), cast.stranger.staff)
    assert found({"q": "who@example.test"}, stranger) == found({"q": "车位"}, stranger) == set()
    assert f'value="{box}"' not in stranger.get(URL).content.decode()  # the bare word may stand in a token


def test_the_search_of_the_desk_finds_what_was_said(cast, post, browser, now):
    """CHN-1, ORG-3: beside the cases, and in the palette; in a case only for who sees that case."""
    thread = post.falls("楼下车位怎么租？")
    part = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "found-conversations"}
    assert "found-conversations" in browser.get("/desk/search/?q=车位").content.decode()
    assert "<mark>车位</mark>" in browser.get(URL, {"q": "车位"}, **part).content.decode()
    assert browser.get(URL, {"q": "电梯"}, **part).status_code == 204
    (item,) = browser.get("/desk/search/palette/", {"q": "车位"}).json()["items"]
    assert item["url"].startswith(f"{URL}{thread.pk}/")
    stranger = signed_in(Client(), cast.stranger.staff)
    assert stranger.get(URL, {"q": "车位"}, **part).status_code == 204
    elsewhere = a_case_in("acknowledged", node=cast.other_project, customer=None, now=now)
    Message.objects.filter(conversation=thread.pk).update(conversation=elsewhere.conversation, home=thread.pk)
    Thread.objects.filter(pk=thread.pk).update(state="in_case", joined_to=elsewhere.conversation)
    assert browser.get(URL, {"q": "车位"}, **part).status_code == 204
