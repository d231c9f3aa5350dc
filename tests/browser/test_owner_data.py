"""What owners read and take of their own data, and how staff find them by need and face (INF-3, INF-4, INF-6, CUS-3, CUS-9).

Each page is looked at on a phone and on the desk, in both languages and lights.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.browser.conftest import DESK, PHONE

from alongside.domain.customers.actions import (
    Said,
    WeChatAccount,
    bind_wechat,
    describe_needs,
    give_consent,
    keep_portrait,
)
from alongside.domain.customers.models import CustomerActor, Purpose, PurposeText
from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS, SEE_CUSTOMERS
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_department, a_role, an_appointment
from alongside.domain.privacy.actions import make_copy
from alongside.faces.portal.tests.house import build_house, signed_in
from alongside.kernel.access_log import note_access
from alongside.kernel.actor import SYSTEM
from alongside.kernel.tests.test_files import a_picture

LOOKS = (("zh", "zh-hans", "light"), ("en", "en", "dark"))


@pytest.fixture
def house(transactional_db, settings, tmp_path):
    """周敏 of the portal's house: looked at, with a copy, WeChat, needs and a photo; 林晓月 may find them."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": store}
    settings.WECHAT_SIGN_IN = {
        "website": {"app_id": "wx1", "secret": "s", "api": "http://x", "login": "http://x"}
    }
    house = build_house()
    department = a_department(house.node, now=house.now, code="service")
    long_ago = house.now - timedelta(days=40)
    may = [SEE_CUSTOMERS, SEE_LISTINGS, RECOGNISE_RESIDENTS]
    role = a_role(
        code="butler", name={"zh-hans": "管家", "en": "Butler"}, permissions=[one.code for one in may]
    )
    an_appointment(staff=house.lin, node=house.node, role=role, department=department, now=long_ago)
    lin = actor_for(house.lin, now=house.now)
    for page, act, reason in (
        ("desk:customer", "view", ""), ("desk:reveal_contact", "reveal", "call"), ("export:customers", "export", "masked"),
    ):  # fmt: skip
        note_access(
            viewer=lin, role=",".join(lin.roles), act=act, page=page, persons=[house.zhou.pk], at=house.now, reason=reason
        )  # fmt: skip
    house.copy = make_copy(house.zhou, by=SYSTEM, now=timezone.now())
    account = WeChatAccount(app_id="wx1", openid="zhou")
    bind_wechat(house.zhou, account, by=CustomerActor(house.zhou), now=house.now)
    said = {"budget": Said("首付三成", None, Decimal(450)), "schools": Said("走路能到小学")}
    describe_needs(house.zhou, said, by=SYSTEM, now=house.now)
    purpose = Purpose.objects.create(
        code="portrait", name={"zh-hans": "门岗认人", "en": "Gate"}, basis="consent"
    )
    PurposeText.objects.create(purpose=purpose, version="1", text={"zh-hans": "照片"})
    give_consent(house.zhou, purpose=purpose, channel="walk_in", evidence="签字单", by=SYSTEM, now=house.now)
    picture = SimpleUploadedFile("face.jpg", a_picture(), "image/jpeg")
    keep_portrait(house.zhou, picture=picture, by=SYSTEM, now=house.now)
    house.listing = a_listing(node=house.node, by=SYSTEM, now=house.now, collected_by=house.lin)
    return house


def in_language(window, live_server, language, light):
    window.emulate_media(color_scheme=light)
    cookies = {django_settings.LANGUAGE_COOKIE_NAME: language, "theme": light}
    window.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )


def test_an_owner_sees_who_looked_and_takes_the_copy(
    house, open_window, live_server, assert_accessible, picture
):
    for locale, language, light in LOOKS:
        phone = open_window(PHONE, is_mobile=True, has_touch=True, bypass_csp=True)
        in_language(phone, live_server, language, light)
        phone.goto("/portal/sign-in/")
        assert_accessible(phone)
        picture(phone, f"owner-sign-in-{locale}")
        kept = signed_in(Client(), house.zhou, language).cookies["sessionid"].value
        phone.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": kept, "url": live_server.url}]
        )
        for name, url in {
            "me": "/portal/me/",
            "privacy": "/portal/privacy/",
            "who-saw-me": "/portal/privacy/who-saw-me/",
            "copy": f"/portal/privacy/copy/{house.copy.key}/",
        }.items():
            phone.goto(url)
            assert_accessible(phone)
            picture(phone, f"owner-{name}-{locale}")
    with phone.expect_download() as download:
        phone.locator("a[href$='my-data.zip']").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_staff_find_by_need_and_by_face(house, open_window, live_server, assert_accessible, picture, sign_in):
    for size, (locale, language, light) in zip((DESK, {"width": 390, "height": 844}), LOOKS, strict=True):
        window = open_window(size, bypass_csp=True)
        in_language(window, live_server, language, light)
        sign_in(window, house.lin)
        for name, url in {
            "needs": "/desk/customers/needs/?topic=schools&budget_to=500",
            "fitting-customers": f"/desk/listings/{house.listing.pk}/customers/",
            "fitting-listings": f"/desk/customers/{house.zhou.pk}/listings/",
            "wall": "/desk/residents/photos/",
        }.items():
            window.goto(url)
            assert_accessible(window)
            picture(window, f"desk-{name}-{locale}")
        window.get_by_role("searchbox").last.fill("zzz")
        window.locator("#wall .photo-wall").wait_for(state="detached")
        window.get_by_role("searchbox").last.fill("周")
        window.locator("#wall .photo-wall img").wait_for()
