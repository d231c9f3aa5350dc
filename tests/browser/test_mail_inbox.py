"""A mail is answered by keys, and becomes a case: from the rail to the outbox (CHN-2, WCAG 2.2 AA)."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.cases.models import Case
from alongside.domain.conversations.actions import take_mail
from alongside.domain.conversations.models import Delivery, Mailbox, ReplyDraft, Thread
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    return build_house()


def expect_draft(words: str) -> None:
    """Saved a moment after the last key."""
    until = time.monotonic() + 20
    while (kept := ReplyDraft.objects.first()) is None or kept.words != words:
        assert time.monotonic() < until, kept
        time.sleep(0.1)


def test_a_mail_is_answered_by_keys_and_becomes_a_case(house, open_window, sign_in, assert_fits):
    """CHN-1, CHN-2: j, Enter, r, the words, Ctrl Enter; c opens the case, in which the mail is the first word."""
    now = timezone.now()
    box = Mailbox.objects.create(
        node=house.project, name="客服", address="s@ours.test", begins_at=now, next_at=now, uid_validity=1
    )
    take_mail(box, a_mail("请问几点上班？\n\n> 旧的话"), uid_validity=1, uid=1, now=now)
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)
    desk.goto("/desk/inbox/")
    assert_fits(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#main .story")).to_contain_text("请问几点上班？")
    assert_fits(desk)
    desk.keyboard.press("r")
    expect(desk.locator("#composer [name=words]")).to_be_focused()
    desk.keyboard.type("九点到六点。")
    # A colleague sees that somebody writes, and what was typed is there on every device.
    colleague = open_window(bypass_csp=True)
    sign_in(colleague, house.agent)
    colleague.goto(desk.url)
    expect(colleague.locator("#together")).to_contain_text(house.supervisor.name)
    expect_draft("九点到六点。")
    desk.reload()
    expect(desk.locator("#composer [name=words]")).to_have_value("九点到六点。")
    desk.keyboard.press("r")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main .story")).to_contain_text("九点到六点。")
    assert Delivery.objects.get(mailbox=box).body_text.startswith("九点到六点。")
    # A note among ourselves, a colleague named from the list that stands above it.
    desk.keyboard.press("n")
    expect(desk.locator("#composer [data-mentions]")).to_be_focused()
    desk.keyboard.type(f"请看一下 @{house.agent.name[:1]}")
    expect(desk.locator("#mention-list [role=option]").first).to_have_text(house.agent.name)
    desk.keyboard.press("Enter")
    expect(desk.locator("#composer [data-mentions]")).to_have_value(f"请看一下 @{house.agent.name} ")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main .is-internal")).to_contain_text(house.agent.name)
    # Found by what was said, within one mailbox chosen by its key; opened at that message.
    desk.keyboard.press("f")
    desk.keyboard.type("九点到六点")
    desk.keyboard.press("Enter")
    expect(desk.locator("#list mark")).to_have_text("九点到六点")
    desk.keyboard.press("w")
    expect(desk.locator("#inbox-from")).to_be_focused()
    desk.locator("#inbox-from").select_option(f"m{box.pk}")
    desk.wait_for_url(f"**from=m{box.pk}**")
    desk.locator("#list .list-row").click()
    desk.wait_for_url("**#m*")
    expect(desk.locator("#main .is-found")).to_contain_text("九点到六点。")
    desk.keyboard.press("c")
    expect(desk.locator("[name=title]")).to_have_value("卫生间漏水")
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main .story")).to_contain_text("九点到六点。")
    case = Case.objects.get(channel="email")
    assert Thread.objects.get().joined_to_id == case.conversation_id
    expect(desk.locator("#context")).to_contain_text("本事件的会话")

    phone = open_window({"width": 390, "height": 844}, bypass_csp=True)
    sign_in(phone, house.supervisor)
    phone.goto(f"/desk/inbox/{Thread.objects.get().pk}/")
    assert_fits(phone)
