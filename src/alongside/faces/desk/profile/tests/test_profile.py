"""The profile of whoever is signed in."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from alongside.domain.organisation.models import StaffMember

URL = "/desk/profile/"
PASSWORD = "correct horse battery"


@pytest.fixture
def at_home(house):
    """The agent, signed in through the door on two devices; the client of the first."""
    cache.clear()
    clients = [Client(), Client()]
    for one in clients:
        one.post("/sign-in/", {"login": "lin", "password": PASSWORD})
    return clients


def test_language_and_colours_hold_at_once(as_agent, house):
    as_agent.post(f"{URL}change/", {"language": "en", "theme": "dark", "email": ""})
    house.agent.refresh_from_db()
    assert (house.agent.language, house.agent.theme) == ("en", "dark")
    page = as_agent.get(URL).content.decode()
    assert 'lang="en"' in page
    assert 'data-bs-theme="dark"' in page


def test_presence_names_a_deputy(as_agent, house):
    """ORG-6."""
    as_agent.post(f"{URL}presence/", {"presence": "away", "deputy": house.supervisor.pk})
    house.agent.refresh_from_db()
    assert (house.agent.presence, house.agent.deputy) == ("away", house.supervisor)


def test_a_new_password_needs_the_old_one(at_home, house):
    here, _there = at_home
    answer = here.post(f"{URL}password/", {"current": "wrong", "password": "tree house river"})
    assert answer.status_code == 422
    assert StaffMember.objects.get(pk=house.agent.pk).check_password(PASSWORD)


def test_a_new_password_ends_the_other_sign_ins(at_home, house):
    here, there = at_home
    assert (
        here.post(f"{URL}password/", {"current": PASSWORD, "password": "tree house river"}).status_code == 302
    )
    assert here.get(URL).status_code == 200
    assert there.get(URL).status_code == 302


def test_signs_out_another_device(at_home):
    here, there = at_home
    page = here.get(URL).content.decode()
    assert page.count("/end/") == 1
    other = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"{URL}sign-ins/{other.pk}/end/")
    assert there.get(URL).status_code == 302
    assert here.get(URL).status_code == 200


def test_nobody_ends_the_sign_in_of_another(at_home, as_agent, house, client):
    client.force_login(house.supervisor)
    assert client.post(f"{URL}sign-ins/{UserSession.objects.first().pk}/end/").status_code == 404
