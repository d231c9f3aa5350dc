"""Signing in by code: tells nobody who is known, plants no session, and is ended from anywhere (INF-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.models import PortalSession
from alongside.faces.portal.page import SESSION_KEY
from alongside.faces.portal.tests.house import signed_in

SIGN_IN, CODE, HOME = "/portal/sign-in/", "/portal/sign-in/code/", "/portal/"


def ask(client, contact="138 1234 4420", url=SIGN_IN):
    return client.post(url, {"contact": contact})


def sent_code() -> str:
    return Delivery.objects.latest("id").body_text.split("\n    ")[1].split()[0]


@pytest.mark.parametrize("contact", ["138 1234 4420", "13812344420", "zhou.min@example.com"])
def test_the_right_code_opens_the_portal(house, client, contact):
    assert ask(client, contact).url == CODE
    answer = client.post(CODE, {"code": sent_code()})
    assert (answer.status_code, answer.url) == (302, HOME)
    assert "周敏" in client.get(HOME).content.decode()


def test_a_stranger_sees_exactly_what_a_customer_sees(house):
    """Nobody learns whether a number is known."""
    pages = []
    for contact in ("138 1234 4420", "138 9999 9999"):
        client = Client()
        assert ask(client, contact).url == CODE
        page = client.get(CODE).content.decode().replace(contact, "")
        pages.append([line for line in page.splitlines() if "csrf" not in line and "now" not in line])
    assert pages[0] == pages[1]
    assert Delivery.objects.count() == 1


def test_a_wrong_code_is_refused_in_words(house, client):
    ask(client)
    wrong = "000000" if sent_code() != "000000" else "000001"
    answer = client.post(CODE, {"code": wrong})
    assert answer.status_code == 422
    assert SESSION_KEY not in client.session
    assert client.get(HOME).status_code == 302


def test_too_many_codes_are_refused(house, client):
    for _n in range(5):
        assert ask(client).status_code == 302
    assert ask(client).status_code == 422


def test_one_address_cannot_try_out_who_is_known(house):
    """INF-6: after thirty codes within an hour it is told so, for any number and in any browser."""
    for number in range(30):
        assert ask(Client(), f"139 0000 {number:04d}").status_code == 302
    for contact in ("139 0000 9999", "138 1234 4420"):
        answer = ask(Client(), contact)
        assert answer.status_code == 422
        assert "网络" in answer.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.8").post(SIGN_IN, {"contact": "138 1234 4420"}).url == CODE


@pytest.mark.parametrize("contact", ["", "x", "1" * 500, "\x00", "👨‍👩‍👧", "a@b", "' OR 1=1 --"])
def test_absurd_contacts_are_refused(house, client, contact):
    """INF-10"""
    assert ask(client, contact).status_code == 422


@pytest.mark.parametrize("code", ["", "x" * 500, "\x00", "١٢٣٤٥٦", "👨‍👩‍👧"])
def test_absurd_codes_are_refused(house, client, code):
    """INF-10"""
    ask(client)
    assert client.post(CODE, {"code": code}).status_code == 422


def test_the_session_gets_a_new_key(house, client):
    """A session that somebody planted before is worth nothing after."""
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": sent_code()})
    assert client.session.session_key != before
    assert client.session.get_expiry_age() > timedelta(days=29).total_seconds()


def test_the_contact_is_not_kept_in_the_clear(house, client):
    """INF-1"""
    ask(client)
    assert "4420" not in str(dict(client.session.items()))


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/portal/cases/", "/portal/cases/"),
        ("https://evil.example/", HOME),
        ("//evil.example/portal/", HOME),
        ("/desk/", HOME),
    ],
)
def test_leads_back_to_pages_of_the_portal_alone(house, client, wanted, reached):
    ask(client, url=f"{SIGN_IN}?next={wanted}")
    answer = client.post(CODE, {"code": sent_code()})
    assert answer.url == reached


def test_the_code_page_without_a_question_leads_to_the_first(client, db):
    assert client.get(CODE).url == SIGN_IN


def test_asking_again_sends_another_code(house, client):
    ask(client)
    assert client.post(CODE, {"again": "1"}).status_code == 302
    assert Delivery.objects.count() == 2


def test_signing_out_ends_the_session_for_good(house, as_zhou):
    kept = dict(as_zhou.cookies)
    as_zhou.post(reverse("portal:sign_out"))
    other = Client()
    other.cookies.update(kept)
    assert other.get(HOME).status_code == 302
    assert PortalSession.objects.get().ended_at


def test_another_device_is_signed_out_from_here(house, as_zhou, as_ma):
    """INF-6: session list and remote sign-out, one's own alone."""
    phone = signed_in(Client(), house.zhou)
    session = PortalSession.objects.filter(customer=house.zhou).latest("id")
    end = reverse("portal:end_session", args=[session.pk])
    assert as_ma.post(end).status_code == 404
    assert phone.get(HOME).status_code == 200
    assert as_zhou.post(end).status_code == 302
    assert phone.get(HOME).status_code == 302
    assert as_zhou.get(HOME).status_code == 200


def test_a_sign_in_is_over_after_thirty_days(house, as_zhou):
    PortalSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert as_zhou.get(HOME).status_code == 302


def test_staff_in_the_same_browser_stay_signed_in(house):
    both = signed_in(Client(), house.zhou)
    both.force_login(house.lin)
    kept = both.session
    kept[SESSION_KEY] = PortalSession.objects.get().pk
    kept.save()
    both.post(reverse("portal:sign_out"))
    assert both.session["_auth_user_id"] == str(house.lin.pk)
    assert both.get(HOME).status_code == 302
