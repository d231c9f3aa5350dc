"""The second step of signing in (INF-6)."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.domain.organisation.models import SecurityPolicy
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.models import JournalEntry

SIGN_IN, STEP, SET_UP = "/sign-in/", "/sign-in/second-step/", "/second-factor/"
RIGHT = {"login": "lin", "password": "correct horse battery"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


def code_of(secret=SECRET, *, later=0):
    """What the app shows, or will in `later` half minutes."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def app(client, house):
    """林晓月 has the app; `client` has given her password and stands before the second step."""
    signed_in(client, house.agent)
    made = TOTP.activate(house.agent, SECRET).instance
    client.logout()
    assert client.post(SIGN_IN, RIGHT).url == STEP
    return made


def must_have_one(days=0):
    """The policy of a company that came to it just now."""
    SecurityPolicy.objects.create(
        second_factor_for=["see_cases"], second_factor_grace_days=days, second_factor_since=timezone.now()
    )


def test_lets_nobody_past_without_the_code(client, app):
    assert client.get("/desk/my-work/").url.startswith(SIGN_IN)
    assert client.post(STEP, {"code": "000000"}).status_code == 422
    assert client.get("/desk/my-work/").url.startswith(SIGN_IN)
    assert client.post(STEP, {"code": code_of()}).url == "/desk/"
    assert client.get("/desk/my-work/").status_code == 200


def test_a_code_counts_once(client, app):
    """Also within the minute in which it would still be right."""
    code = code_of()
    client.post(STEP, {"code": code})
    client.post("/sign-out/")
    client.post(SIGN_IN, RIGHT)
    assert client.post(STEP, {"code": code}).status_code == 422
    assert client.post(STEP, {"code": code_of(later=1)}).status_code == 302


def test_locks_after_five_wrong_codes(client, app):
    """The right one waits then, on every device."""
    for _try in range(5):
        client.post(STEP, {"code": "000000"})
    elsewhere = Client()
    elsewhere.post(SIGN_IN, RIGHT)
    for browser in (client, elsewhere):
        assert browser.post(STEP, {"code": code_of()}).status_code in (302, 422)
        assert browser.get("/desk/my-work/").status_code == 302


def test_is_not_to_be_had_without_the_password(client, house):
    TOTP.activate(house.agent, SECRET)
    assert client.get(STEP).url.startswith(SIGN_IN)
    assert client.post(STEP, {"code": code_of()}).url.startswith(SIGN_IN)


def test_a_remembered_device_is_not_asked_until_it_is_forgotten(client, app, house):
    client.post(STEP, {"code": code_of(), "remember": "on"})
    client.post("/sign-out/")
    assert client.post(SIGN_IN, RIGHT).url == "/desk/"
    assert Client().post(SIGN_IN, RIGHT).url == STEP
    time.sleep(1)  # a mark counts in whole seconds
    client.post("/second-factor/forget-devices/")
    client.post("/sign-out/")
    assert client.post(SIGN_IN, RIGHT).url == STEP


def test_a_remembered_device_is_forgotten_with_the_password(client, app, house):
    client.post(STEP, {"code": code_of(), "remember": "on"})
    client.post("/sign-out/")
    house.agent.set_password("quite another phrase 9")
    house.agent.save()
    assert client.post(SIGN_IN, RIGHT | {"password": "quite another phrase 9"}).url == STEP


def set_up_app(client):
    page = client.get(f"{SET_UP}app/").content.decode()
    secret = re.search(r'<figcaption class="code small">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "data:image/svg+xml" in page
    return secret, client.post(f"{SET_UP}app/", {"code": code_of(secret)})


def signed_in_by_password(client):
    client.post(SIGN_IN, RIGHT)
    client.post("/confirm/", {"password": RIGHT["password"]})
    return client


def test_is_set_up_with_the_app_and_its_codes_are_shown_once(client, house):
    browser = signed_in_by_password(client)
    secret, answer = set_up_app(browser)
    assert answer.url == f"{SET_UP}codes/"
    shown = browser.get(answer.url)
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    again = browser.get(answer.url).content.decode()
    assert not [one for one in codes if one in again]
    browser.post("/sign-out/")
    browser.post(SIGN_IN, RIGHT)
    assert browser.post(STEP, {"code": codes[3]}).url == "/desk/"
    browser.post("/sign-out/")
    browser.post(SIGN_IN, RIGHT)
    assert browser.post(STEP, {"code": codes[3]}).status_code == 422
    facts = JournalEntry.objects.filter(kind="staffmember.second_factor_added").values_list(
        "facts", flat=True
    )
    assert list(facts) == [{"kind": "totp"}]
    assert secret not in str(list(JournalEntry.objects.values()))


def test_rests_encrypted(client, house):
    """INF-1: neither the table nor the session that it waits in can be read."""
    browser = signed_in_by_password(client)
    page = browser.get(f"{SET_UP}app/").content.decode()
    secret = re.search(r'<figcaption class="code small">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert secret not in str([one.get_decoded() for one in Session.objects.all()])
    browser.post(f"{SET_UP}app/", {"code": code_of(secret)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_is_set_up_only_by_who_says_again_who_they_are(client, house):
    """A session left open does not become somebody else's account."""
    signed_in(client, house.agent)
    assert client.get(f"{SET_UP}app/").url.startswith("/confirm/")
    assert client.post("/confirm/", {"password": "wrong"}).status_code == 422
    assert client.get(f"{SET_UP}app/").status_code == 302


def test_is_asked_of_whoever_must_have_one(client, house):
    """After the time of grace the desk leads to setting it up, and nowhere else; who has one goes on."""
    must_have_one()
    browser = signed_in_by_password(client)
    assert browser.get("/desk/my-work/").url == SET_UP
    assert browser.post("/desk/profile/change/", {"language": "en"}).url == SET_UP
    assert browser.get("/desk/my-work/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == SET_UP
    assert browser.get(SET_UP).status_code == 200
    set_up_app(browser)
    assert browser.get("/desk/my-work/").status_code == 200


def test_may_wait_for_the_time_of_grace(client, house):
    must_have_one(days=14)
    browser = signed_in(client, house.agent)
    assert browser.get("/desk/my-work/").status_code == 200
    assert browser.get("/desk/profile/").context["lacks_since"] is not None


def test_is_not_asked_of_roles_without_such_rights(client, house):
    must_have_one()
    assert signed_in(client, house.engineer).get("/desk/profile/").status_code == 200


def test_is_removed_and_goes_with_its_recovery_codes(client, house):
    browser = signed_in_by_password(client)
    set_up_app(browser)
    assert browser.post(f"{SET_UP}app/remove/").status_code == 302
    assert not Authenticator.objects.exists()


def test_is_reset_by_the_administrator_with_a_reason(client, house):
    """The person is signed out at once, and hears of it."""
    person = signed_in_by_password(Client())
    set_up_app(person)
    browser = as_admin(client, house)
    url = f"/desk/organisation/staff/{house.agent.pk}/second-factor/"
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert browser.post(url, {"reason": "手机丢失，已回拨核实"}).status_code == 302
    assert not Authenticator.objects.filter(user=house.agent).exists()
    assert person.get("/desk/my-work/").status_code == 302
    assert browser.post(url, {"reason": "again"}).status_code == 422
    entry = JournalEntry.objects.get(kind="staffmember.second_factor_reset")
    assert "手机" not in str(entry.facts)


def test_is_not_reset_by_oneself_nor_by_strangers(client, house):
    TOTP.activate(house.agent, SECRET)
    url = f"/desk/organisation/staff/{house.agent.pk}/second-factor/"
    admin = an_admin(house)
    assert (
        signed_in(client, admin)
        .post(f"/desk/organisation/staff/{admin.pk}/second-factor/", {"reason": "me"})
        .status_code
        == 403
    )
    assert as_admin(client, house, house.other_project).post(url, {"reason": "x"}).status_code == 404
    assert signed_in(client, house.engineer).post(url, {"reason": "x"}).status_code == 403
    assert Authenticator.objects.filter(user=house.agent).exists()


def test_an_administrator_signs_somebody_out_from_afar(client, house):
    """One device, or all; nobody signs out who is not theirs to manage."""
    here, there = Client(), Client()
    here.post(SIGN_IN, RIGHT)
    there.post(SIGN_IN, RIGHT)
    url = f"/desk/organisation/staff/{house.agent.pk}/"
    assert as_admin(Client(), house, house.other_project).post(f"{url}sign-out/").status_code == 404
    browser = as_admin(client, house)
    first = list(browser.get(url).context["sign_ins"])[-1]
    browser.post(f"{url}sign-out/", {"sign_in": first.pk})
    assert [one.get("/desk/my-work/").status_code for one in (here, there)].count(302) == 1
    browser.post(f"{url}sign-out/")
    assert [one.get("/desk/my-work/").status_code for one in (here, there)] == [302, 302]


def test_a_grace_begins_with_the_appointment(house):
    """Who is appointed later has as long as everybody else."""
    from_at = house.now + timedelta(days=3)
    must_have_one(days=14)
    held = house.agent.appointments.get()
    held.from_at = from_at
    held.save()
    actor = actor_for(house.agent, now=from_at + timedelta(days=1))
    assert actor.lacks_second_factor_since == from_at + timedelta(days=14)
