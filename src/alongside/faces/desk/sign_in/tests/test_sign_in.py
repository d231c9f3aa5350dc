"""Signing in and out."""

import pytest
from django.core.cache import cache

from alongside.faces.desk.tests.pages import signed_in

URL = "/sign-in/"
RIGHT = {"login": "Lin ", "password": "correct horse battery"}


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


def test_leads_to_the_work_whatever_the_capitals(client, house):
    answer = client.post(URL, RIGHT)
    assert answer.status_code == 302
    assert answer.url == "/desk/"
    assert client.get(answer.url, follow=True).status_code == 200


def test_leads_back_to_where_one_wanted_to_go(client, house):
    sent = client.get("/desk/my-work/?tab=resolved")
    assert sent.url == "/sign-in/?next=/desk/my-work/%3Ftab%3Dresolved"
    assert (
        client.post(sent.url, RIGHT | {"next": "/desk/my-work/?tab=resolved"}).url
        == "/desk/my-work/?tab=resolved"
    )


def test_refuses_a_wrong_password_in_words(client, house):
    answer = client.post(URL, RIGHT | {"password": "wrong"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_locks_the_account_after_five_wrong_passwords(client, house):
    """Even the right password waits then; another account does not."""
    for _try in range(5):
        client.post(URL, RIGHT | {"password": "wrong"})
    locked = client.post(URL, RIGHT, headers={"Accept-Language": "en"})
    assert locked.status_code == 422
    assert "locked for five minutes" in locked.content.decode()
    assert client.post(URL, RIGHT | {"login": "chen"}).status_code == 302


def test_turns_away_who_has_left(client, house):
    """ORG-2: access ends with the appointment."""
    house.agent.is_active = False
    house.agent.save()
    assert client.post(URL, RIGHT).url == "/access-ended/"
    assert client.get("/access-ended/").status_code == 403


def test_sign_out_needs_a_post_and_ends_it(client, house):
    signed_in(client, house.agent)
    assert client.get("/sign-out/").status_code == 200
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/desk/my-work/").status_code == 302


def test_nobody_signs_up(client, db):
    assert client.get("/signup/").status_code == 404


def test_scripts_are_told_rather_than_sent(client, db):
    assert client.get("/desk/my-work/", headers={"HX-Request": "true"}).status_code == 401
