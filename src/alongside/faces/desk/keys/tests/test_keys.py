"""The page of keys (INF-1)."""

from __future__ import annotations

from alongside.domain.privacy.actions.rotating import work_on_rotation
from alongside.domain.privacy.models import KeyRotation
from alongside.faces.desk.keys.keys import TABLES
from alongside.faces.desk.tests.admins import as_admin
from alongside.kernel.key_rotation import places

URL = "/desk/keys/"
NEW = "k9:bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldzE="


def test_counts_moves_and_says_when_old_keys_can_go(client, house, settings):
    """INF-1"""
    house.case()
    keeper = as_admin(client, house, None, "rotate_keys")
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    assert keeper.get(URL).status_code == 200
    assert keeper.post(f"{URL}rotate/").status_code == 302
    busy = keeper.get(URL)
    assert b"hx-trigger" in busy.content
    assert busy.context["is_busy"]
    work_on_rotation(KeyRotation.objects.get().pk, now=house.now)
    assert keeper.get(URL).context["is_clean"]


def test_is_closed_to_others(client, house):
    """ORG-5: keys are the security administrator's."""
    other = as_admin(client, house, None, "manage_system", "read_access_log")
    assert other.get(URL).status_code == 403
    assert other.post(f"{URL}rotate/").status_code == 403


def test_every_table_with_secrets_has_a_name():
    """INF-1: who keeps the keys reads what lies there, not only where."""
    tables = {one.table.partition("_")[2] for one in places()}
    assert tables - {""} <= set(TABLES)
