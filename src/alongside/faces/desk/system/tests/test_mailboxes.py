"""Mailboxes are added, changed and checked by whoever keeps the system of the node (CHN-2)."""

import pytest

from alongside.domain.conversations.models import Mailbox
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries

URL = "/desk/system/mailboxes/"
GIVEN = {
    "name": "观澜庭客服", "address": "Service@glt.test", "imap_host": "127.0.0.1", "imap_port": 1, "imap_security": "none",
    "username": "", "password": "secret-code", "folder": "INBOX", "smtp_host": "", "smtp_port": 465, "smtp_security": "tls",
}  # fmt: skip


@pytest.fixture
def browser(client, house):
    return as_admin(client, house, None, "manage_system", "see_organisation")


def test_a_mailbox_is_added_checked_and_changed(browser, house):
    """CHN-2, INF-1: what is wrong with it is said in words, and its password is never shown."""
    made = browser.post(f"{URL}add/", {**GIVEN, "node": house.project.pk})
    box = Mailbox.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{URL}{box.pk}/")
    assert (box.address, box.username, box.password) == (
        "service@glt.test",
        "service@glt.test",
        "secret-code",
    )

    checked = browser.post(f"{URL}{box.pk}/check/")
    assert checked.status_code == 422
    for page in (f"{URL}{box.pk}/", f"{URL}{box.pk}/change/", URL):
        shown = browser.get(page).content.decode()
        assert "service@glt.test" in shown
        assert "secret-code" not in shown

    changed = {**GIVEN, "password": "", "name": "客服", "seen": box.version}
    assert browser.post(f"{URL}{box.pk}/change/", changed).status_code == 302
    box.refresh_from_db()
    assert (box.name, box.password, box.is_active) == ("客服", "secret-code", False)
    assert browser.post(f"{URL}{box.pk}/change/", changed).status_code == 409
    assert browser.post(f"{URL}add/", {**GIVEN, "node": house.project.pk}).status_code == 422


def test_nobody_of_another_project_learns_of_it(client, house):
    """ORG-3."""
    elsewhere = as_admin(client, house, house.other_project, "manage_system", "see_organisation")
    box = Mailbox.objects.create(
        node=house.project, name="x", address="service@glt.test", begins_at=house.now, next_at=house.now
    )
    assert "service@glt.test" not in elsewhere.get(URL).content.decode()
    for act in ("", "change/"):
        assert elsewhere.get(f"{URL}{box.pk}/{act}").status_code == 404
    assert elsewhere.post(f"{URL}{box.pk}/check/").status_code == 404


def test_the_list_takes_the_same_queries_however_many_there_are(browser, house):
    """Speed."""

    def a_box(address):
        Mailbox.objects.create(
            node=house.project, name="x", address=address, begins_at=house.now, next_at=house.now
        )

    a_box("first@glt.test")
    assert_queries(browser, URL, 4, add_two=lambda: [a_box("second@glt.test"), a_box("third@glt.test")])
