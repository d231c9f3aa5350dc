"""The main job, as everybody in it lives it: an owner's trouble comes in, is solved in time, and is learnt from.

A real browser for each person, the real site and a real worker. Buttons are pressed by the words the person reads.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import expect
from tests.browser.conftest import DESK, PHONE
from tests.cast import PASSWORD, make_cast

from alongside.domain.cases.actions.daily import send_daily
from alongside.domain.cases.models import Case, ComplaintDaily
from alongside.domain.organisation.actions import change_staff, set_presence
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile
from alongside.kernel.tests.test_files import a_picture

HANGZHOU = ZoneInfo("Asia/Shanghai")
A_NOTICE = 30_000  # milliseconds until an open page has asked for notices, on a busy machine
SAID = {
    "zh-hans": {
        "trouble": "主卫天花板漏水，三个月里第三次了。\n今天早上又滴。",
        "please": "请到 2102 做闭水检查",
        "found": "地漏根部防水失效",
        "proposal": "整间重做防水，五天完成，费用由我们承担。",
        "solved": "防水已重做，闭水四十八小时没有渗漏。",
        "rated": "修好了，可是来了三次才修好",
    },
    "en": {
        "trouble": "Water comes through the bathroom ceiling, the third time.\nIt dripped again this morning.",
        "please": "Please test the floor of 2102 under water",
        "found": "The seal at the floor drain has failed",
        "proposal": "We seal the whole bathroom anew within five days, at our cost.",
        "solved": "Sealed anew; forty-eight hours under water without a leak.",
        "rated": "It is mended, but it took three visits",
    },
}


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    """Everybody, since a quarter of an hour ago; files in a folder of the test."""
    settings.DEMO = True
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    cast = make_cast(timezone.now() - timedelta(minutes=15))
    set_presence(cast.colleague.staff, presence="away", by=cast.colleague, now=cast.now)
    return cast


@pytest.fixture
def window(open_window, live_server):
    """A window in a language, the policy against foreign scripts lifted for axe alone."""

    def one(size, language, **more):
        locale = {"zh-hans": "zh-CN", "en": "en-US"}[language]
        opened = open_window(size, locale=locale, bypass_csp=True, **more)
        cookie = {"name": django_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        opened.context.add_cookies([cookie])
        return opened

    return one


@pytest.fixture
def is_good(assert_accessible, live_server):
    """WCAG 2.2 AA in the colours of the day and of the night."""

    def wear(page, theme):
        """The colours, with no transition of them still under way on a busy machine."""
        page.bring_to_front()
        page.evaluate(
            """async theme => {
                document.documentElement.setAttribute('data-bs-theme', theme);
                for (let frame = 0; frame < 2; frame++) {
                    await new Promise(drawn => requestAnimationFrame(drawn));
                    document.getAnimations().forEach(animation => animation.finish());
                }
            }""",
            theme,
        )

    def check(page):
        for theme in ("dark", "light"):
            wear(page, theme)
            assert_accessible(page)

    return check


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_owners_trouble_is_solved_and_learnt_from(
    cast, window, worker, is_good, tmp_path, picture, language
):
    """CAS-2, 3, 5, 7, 12, 15: report, take, ask, propose, agree, resolve, confirm, rate, call back, daily."""
    said = SAID[language]

    def word(english):
        with translation.override(language):
            return gettext(english)

    def button(page, english):
        return page.get_by_role("button", name=word(english), exact=True)

    def staff_window(person, size=DESK):
        if language != "zh-hans":
            change_staff(person.staff, language=language, by=SYSTEM, now=timezone.now())
        page = window(size, language)
        page.goto("/sign-in/")
        page.fill("input[name=login]", person.staff.username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/desk/**")
        return page

    def act(page, code):
        """Press an act of the row, or of the menu."""
        form = page.locator(f"#main form[action*='/{code}/'] button")
        one = form.or_(
            page.locator(f"#main .btn[href*='/{code}/'], #main .menu-list [href*='/{code}/']")
        ).first
        if not one.is_visible():
            page.locator("#main .page-acts details summary").click()
        one.click()

    def send_act(page, code, **fields):
        form = page.locator(f"#sheet form[data-act={code}]")
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator(".btn-primary").click()
        form.wait_for(state="detached")

    # 林晓月's desk is open before anything happens.
    desk = staff_window(cast.agent)
    desk.goto("/desk/my-work/")
    expect(desk.locator(".list-row")).to_have_count(0)
    is_good(desk)

    # 周敏 signs in with a code from her mail and reports water through the ceiling, with a picture.
    phone = window(PHONE, language, is_mobile=True, has_touch=True)
    phone.goto("/portal/")
    phone.get_by_label(word("Your mobile number or email")).fill("138 1234 4420")
    button(phone, "Send me a code").tap()
    digits = phone.get_by_label(word("The six digits"))
    digits.wait_for()
    mail = phone.context.new_page()
    mail.goto("/demo/outbox/")
    mail.locator(".card-link").first.tap()
    code = re.search(r"\b\d{6}\b", mail.frame_locator("iframe").locator("body").inner_text())
    mail.close()
    digits.fill(code.group())
    button(phone, "Sign in").tap()
    complain = phone.get_by_role("link", name=word("Complain, suggest"), exact=True)
    complain.wait_for()
    is_good(phone)
    complain.tap()
    phone.locator("button[value^='unit:']").tap()
    phone.get_by_role("link", name={"zh-hans": "卫生间", "en": "Bathroom"}[language], exact=True).tap()
    phone.get_by_role("button", name={"zh-hans": "顶面", "en": "Ceiling"}[language], exact=True).tap()
    (tmp_path / "water.jpg").write_bytes(a_picture())
    phone.get_by_label(word("What happened?")).wait_for()
    phone.wait_for_load_state("load")
    phone.locator("input[type=file]").set_input_files(tmp_path / "water.jpg")
    phone.get_by_label(word("What happened?")).fill(said["trouble"])
    phone.locator(".picture img").wait_for()
    is_good(phone)
    button(phone, "Next").tap()
    phone.locator("button[value=complaint]").tap()
    phone.locator("button[value='complaint/quality']").tap()
    button(phone, "Send").tap()
    phone.get_by_role("heading", name=word("We have it")).wait_for()
    case = Case.objects.get()
    assert StoredFile.objects.filter(about_kind="message").count() == 1
    phone.goto(f"/portal/cases/{case.number}/")
    is_good(phone)

    # It is there on the agent's desk without reloading; she takes it up and asks engineering.
    row = desk.locator(f"#row-{case.number}")
    row.wait_for(timeout=A_NOTICE)
    picture(desk, f"main-job-arrived-{language}")
    row.click()
    desk.locator(".said.by-customer .pictures img").wait_for()
    is_good(desk)
    act(desk, "acknowledge_case")
    act(desk, "start_investigation")
    act(desk, "ask_cooperation")
    is_good(desk)
    form = desk.locator("#sheet form[data-act=ask_cooperation]")
    engineering = form.locator("[name=department] option", has_text=word("Engineering")).first
    form.locator("[name=department]").select_option(engineering.get_attribute("value"))
    send_act(desk, "ask_cooperation", title=said["please"])
    desk.locator(".happened", has_text=said["please"]).wait_for()

    # 何建军 accepts on the phone he carries, looks, and says what he found.
    engineer = staff_window(cast.engineer, PHONE)
    engineer.goto("/desk/handed-to-me/")
    engineer.get_by_text(said["please"]).first.wait_for()
    is_good(engineer)
    button(engineer, "Accept").click()
    engineer.get_by_role("link", name=word("Finish"), exact=True).click()
    engineer.locator("[name=words]").fill(said["found"])
    button(engineer, "Finish").click()
    engineer.wait_for_url("**/handed-to-me/")

    # What he found is in the story; the agent proposes, the owner agrees.
    desk.reload()
    desk.locator(".story", has_text=said["found"]).wait_for()
    act(desk, "propose_solution")
    send_act(desk, "propose_solution", words=said["proposal"])
    phone.reload()
    phone.locator("#proposal", has_text=said["proposal"]).wait_for()
    is_good(phone)
    button(phone, "I agree").tap()
    phone.locator("#proposal").wait_for(state="detached")

    # Handled and resolved; the owner is asked by mail and on her page, confirms and is not content.
    desk.reload()
    act(desk, "start_handling")
    act(desk, "resolve_case")
    send_act(desk, "resolve_case", words=said["solved"])
    phone.reload()
    phone.locator("#confirm", has_text=said["solved"]).wait_for()
    button(phone, "Solved, thank you").tap()
    phone.locator(".stars label").nth(1).tap()
    phone.locator("#rate textarea").fill(said["rated"])
    is_good(phone)
    button(phone.locator("#rate"), "Send").tap()
    phone.locator("#rate").wait_for(state="detached")
    case.refresh_from_db()
    assert (case.state, case.rating, case.rating_words) == ("closed", 2, said["rated"])

    # The supervisor hears of it and has a task to call back.
    supervisor = staff_window(cast.supervisor)
    supervisor.goto("/desk/notices/")
    expect(supervisor.locator("#main a", has_text=case.title).first).to_be_visible(timeout=A_NOTICE)
    is_good(supervisor)
    supervisor.goto("/desk/handed-to-me/")
    supervisor.get_by_text(said["rated"]).first.wait_for()
    is_good(supervisor)

    # Next morning at eight the daily is in the manager's mail and has it.
    change_staff(
        cast.manager.staff, email="chen@example.com", language=language, by=SYSTEM, now=timezone.now()
    )
    today = timezone.now().astimezone(HANGZHOU).date()
    eight = datetime.combine(today + timedelta(days=1), time(8), HANGZHOU)
    assert send_daily(cast.project, on=today, by=SYSTEM, now=eight) > 0
    daily = ComplaintDaily.objects.get(node=cast.project, on=today)
    assert case.pk in daily.new_ids
    assert case.pk in daily.closed_ids
    supervisor.goto(f"/desk/daily/?node={cast.project.pk}&on={today}")
    supervisor.locator("#main", has_text=case.number).wait_for()
    assert case.title in supervisor.inner_text("#main")
    is_good(supervisor)
    picture(supervisor, f"main-job-daily-{language}")
