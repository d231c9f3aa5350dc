"""An owner on a phone: reports water with a picture, follows it, answers, confirms, rates (CAS-2, CAS-15)."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from tests.browser.conftest import PHONE

from alongside.domain.cases.models import Case, CaseDraft
from alongside.domain.conversations.models import Delivery
from alongside.faces.portal.tests.house import build_house, signed_in
from alongside.kernel.models import StoredFile
from alongside.kernel.tests.test_files import a_picture

# without preload: axe would fetch imported sheets from wrong addresses
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
NARROW = {"width": 320, "height": 700}
WORDS = {
    "zh": {
        "contact": "手机号或邮箱", "send_code": "获取验证码", "digits": "六位验证码", "enter": "登录", "repair": "报修",
        "home": "在我家里", "room": "卫生间", "part": "顶面", "what": "发生了什么？", "next": "下一步", "send": "提交",
        "look": "查看详情", "have": "已收到",
    },
    "en": {
        "contact": "Your mobile number or email", "send_code": "Send me a code", "digits": "The six digits",
        "enter": "Sign in", "repair": "Repair", "home": "In my home", "room": "Bathroom", "part": "Ceiling",
        "what": "What happened?", "next": "Next", "send": "Send", "look": "Look at it", "have": "We have it",
    },
}  # fmt: skip


@pytest.fixture
def house(transactional_db, settings, tmp_path):
    settings.DEMO = True
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return build_house()


@pytest.fixture
def a_phone(open_window):
    """A phone of a width, in a language; the policy against foreign scripts is lifted for axe alone."""

    def window(width: int = 390, language: str = "zh", **more):
        size = {"width": width, "height": PHONE["height"]}
        locale = {"zh": "zh-CN", "en": "en-US"}[language]
        return open_window(size, locale=locale, is_mobile=True, has_touch=True, bypass_csp=True, **more)

    return window


@pytest.fixture
def as_owner(live_server):
    """`as_owner(window, customer)`: the window carries that customer's sign-in."""

    def sign(window, customer, language="zh-hans"):
        client = signed_in(Client(), customer, language)
        kept = [(django_settings.SESSION_COOKIE_NAME, client.cookies["sessionid"].value)]
        kept.append((django_settings.LANGUAGE_COOKIE_NAME, language))
        window.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in kept]
        )

    return sign


def assert_good(window):
    """WCAG 2.2 AA, nothing sticks out sideways, every control is large enough for a thumb."""
    found = Axe().run(window, options=WCAG).response
    assert found["passes"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]] == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = window.evaluate(
        """const touched = (one) => ["checkbox", "radio"].includes(one.type) && one.closest("label") || one;  // its words too
           [...document.querySelectorAll('main button, main a, main select, main input:not([type=hidden]), main textarea')]
           .filter((one) => one.offsetParent && !one.closest('.stars, .upload-drop, .picture'))
           .filter((one) => touched(one).getBoundingClientRect().height < 47.5 && !one.querySelector('img'))
           .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []


@pytest.mark.parametrize(("width", "language"), [(390, "zh"), (320, "zh"), (320, "en")])
def test_reports_water_with_a_picture(house, a_phone, picture, tmp_path, width, language):
    """CAS-2: from the sign-in to the number, every page on the way good for old eyes and thumbs."""
    words = WORDS[language]
    image = tmp_path / "water.jpg"
    image.write_bytes(a_picture())
    phone = a_phone(width, language)

    def step(name):
        assert_good(phone)
        picture(phone, f"portal-{name}-{width}-{language}")

    phone.goto("/portal/")
    if language == "en":
        phone.get_by_role("button", name="English").click()
        phone.get_by_role("button", name="English").and_(phone.locator("[aria-current]")).wait_for()
    phone.get_by_label(words["contact"]).fill("138 1234 4420")
    step("sign-in")
    phone.get_by_role("button", name=words["send_code"]).click()
    phone.get_by_label(words["digits"]).wait_for()
    step("code")
    letter = phone.context.new_page()
    letter.goto("/demo/outbox/")
    letter.locator(".card-link").first.click()
    letter.locator("iframe").wait_for()
    assert_good(letter)
    picture(letter, f"portal-letter-{width}-{language}")
    letter.close()
    code = Delivery.objects.latest("id").body_text.split("\n    ")[1].split()[0]
    phone.get_by_label(words["digits"]).fill(code)
    phone.get_by_role("button", name=words["enter"], exact=True).click()
    phone.get_by_role("link", name=words["repair"], exact=True).wait_for()
    step("home-empty")
    phone.get_by_role("link", name=words["repair"], exact=True).tap()
    phone.get_by_role("button", name=words["home"]).first.wait_for()
    step("where")
    phone.get_by_role("button", name=words["home"]).first.tap()
    phone.get_by_role("link", name=words["room"]).wait_for()
    step("room")
    phone.get_by_role("link", name=words["room"]).tap()
    phone.get_by_role("button", name=words["part"]).wait_for()
    step("part")
    phone.get_by_role("button", name=words["part"]).tap()
    phone.locator("[data-upload-begun] input[type=file]").set_input_files(image)
    phone.get_by_label(words["what"]).fill(
        "主卫顶上一直滴水，今天早上又滴了。" if language == "zh" else "Water drips. Again."
    )
    phone.locator(".picture img").wait_for()
    step("words")
    phone.get_by_role("button", name=words["next"]).tap()
    phone.get_by_role("button", name=words["send"]).wait_for()
    step("check")
    phone.get_by_role("button", name=words["send"]).dblclick()
    phone.get_by_role("heading", name=words["have"]).wait_for()
    step("sent")
    case = Case.objects.get()
    assert (case.customer, case.unit, case.location, case.kind) == (
        house.zhou,
        house.home,
        house.ceiling,
        "repair",
    )
    assert StoredFile.objects.filter(about_kind="message").count() == 1
    phone.get_by_role("link", name=words["look"]).tap()
    phone.locator(".said.by-me").wait_for()
    step("case")
    assert case.number in phone.inner_text("main")
    phone.goto("/portal/")
    step("home")


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("state", ["proposed", "resolved", "closed", "handling"])
def test_follows_a_case(house, a_phone, as_owner, picture, state, width):
    """CAS-15: each state has its one next act, and is good for old eyes and thumbs."""
    case = house.case(state, title="主卫顶板渗水，第三次报修仍未解决")
    phone = a_phone(width)
    as_owner(phone, house.zhou)
    phone.goto("/portal/")
    assert_good(phone)
    picture(phone, f"portal-home-{state}-{width}-zh")
    phone.goto(reverse("portal:case", args=[case.number]))
    assert_good(phone)
    assert phone.locator(".btn-primary").count() == 1
    picture(phone, f"portal-case-{state}-{width}-zh")


def test_confirms_and_rates(house, a_phone, as_owner):
    """CAS-3, CAS-15"""
    case = house.case("resolved")
    phone = a_phone()
    as_owner(phone, house.zhou)
    phone.goto(reverse("portal:case", args=[case.number]))
    phone.get_by_role("button", name="解决了，谢谢").tap()
    phone.get_by_role("heading", name="满意吗").wait_for()
    phone.locator(".stars label").nth(1).tap()
    phone.get_by_label("想说点什么吗").fill("来得太晚")
    phone.locator("#rate").get_by_role("button").tap()
    phone.get_by_role("heading", name="您评了 2 分").wait_for()
    case.refresh_from_db()
    assert (case.state, case.rating, case.rating_words) == ("closed", 2, "来得太晚")


def test_answers_with_a_picture_and_sees_it(house, a_phone, as_owner, tmp_path):
    """CAS-15: messages both ways, with pictures."""
    image = tmp_path / "wall.jpg"
    image.write_bytes(a_picture())
    case = house.case()
    phone = a_phone()
    as_owner(phone, house.zhou)
    phone.goto(reverse("portal:case", args=[case.number]))
    phone.get_by_label("给我们留言").fill("还在滴")
    phone.locator("#answer [data-upload-begun] input[type=file]").set_input_files(image)
    phone.locator("#answer .picture img").wait_for()
    phone.locator("#answer").get_by_role("button", name="提交").tap()
    phone.locator(".said.by-me", has_text="还在滴").locator(".thumbs img").wait_for()


def test_what_was_typed_outlives_a_lost_connection(house, a_phone, as_owner, open_window):
    """A lost connection costs nothing: the words are still there, and are sent when it is back."""
    draft = house.draft()
    CaseDraft.objects.update(words="")
    phone = a_phone()
    as_owner(phone, house.zhou)
    phone.goto(reverse("portal:report_words", args=[draft.key]))
    phone.get_by_label("发生了什么？").fill("天花板滴水，越来越大")
    phone.get_by_text("草稿已存在本机").wait_for()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="下一步").tap()
    phone.get_by_text("网络不通").wait_for()
    phone.context.set_offline(False)
    phone.reload()
    assert phone.input_value("textarea") == "天花板滴水，越来越大"
    phone.get_by_role("button", name="下一步").tap()
    phone.get_by_role("heading", name="都对吗？").wait_for()
    draft.refresh_from_db()
    assert draft.words == "天花板滴水，越来越大"
    assert open_window.complaints  # of the lost connection
    open_window.complaints.clear()


def test_works_without_scripts(house, a_phone, as_owner):
    """Every page works without JavaScript."""
    phone = a_phone(java_script_enabled=False)
    as_owner(phone, house.zhou)
    phone.goto("/portal/report/?kind=enquiry")
    phone.get_by_role("button", name="其他事情").tap()
    phone.get_by_label("发生了什么？").fill("物业费怎么交？")
    phone.get_by_role("button", name="下一步").tap()
    phone.get_by_role("button", name="提交").tap()
    phone.get_by_role("heading", name="已收到").wait_for()
    assert Case.objects.get().title == "物业费怎么交"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_other_page_is_good(house, a_phone, as_owner, picture, language):
    """WCAG 2.2 AA at 320 px, in both languages."""
    house.case("proposed", title="入户门锁损坏")
    house.case("closed")
    case = house.case("received", kind="enquiry", category=None, title="物业费怎么交")
    phone = a_phone(320)
    as_owner(phone, house.zhou, language)
    pages = {
        "cases": reverse("portal:cases"),
        "me": reverse("portal:me"),
        "homes": reverse("portal:choose_home"),
        "withdraw": reverse("portal:withdraw", args=[case.number]),
        "kind": reverse("portal:report_kind", args=[house.draft().key]),
        "about": reverse("portal:report_about", args=[house.draft(kind="complaint").key]),
        "outbox": reverse("demo_outbox"),
    }
    for name, url in pages.items():
        phone.goto(url)
        assert_good(phone)
        picture(phone, f"portal-{name}-320-{language}")


def test_is_light_enough_for_a_poor_line(house, a_phone, as_owner):
    """Less than 60 kB travel for the first page, scripts and styles included, as a server sends them compressed."""
    house.case("proposed")
    phone = a_phone()
    as_owner(phone, house.zhou)
    bodies: list[bytes] = []
    phone.on("response", lambda response: bodies.append(response.body()) if response.ok else None)
    phone.goto("/portal/")
    phone.wait_for_load_state("networkidle")
    assert len(bodies) > 5
    assert sum(len(gzip.compress(body)) for body in bodies) < 60_000
