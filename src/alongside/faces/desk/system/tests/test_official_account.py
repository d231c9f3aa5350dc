"""The page of an official account says where WeChat calls, how it stands, and publishes the menu (CHN-3)."""

from __future__ import annotations

import httpx
import pytest
from tests.fakes.running import running

from alongside.domain.conversations.actions import add_account
from alongside.kernel.actor import SYSTEM


@pytest.fixture(scope="module")
def there():
    with running("wechat_official") as url:
        yield url


def test_shows_where_wechat_calls_and_publishes_the_menu_as_it_stands(cast, client, there):
    """CHN-3, ORG-3: whoever keeps the system, and nobody else."""
    given = {
        "app_id": "wxofficial", "mode": "aes", "menu": "报修 = report", "api": there, "app_secret": "official-secret",
        "token": "secret-token", "aes_key": "k" * 43,
    }  # fmt: skip
    account = add_account(
        node=cast.project, provider="wechat_official", name="观澜庭", given=given, by=SYSTEM, now=cast.now
    )
    client.force_login(cast.system_admin.staff)
    page = f"/desk/system/accounts/{account.pk}/"
    shown = client.get(page).content.decode()
    assert f"/channels/wechat/{account.code}/" in shown and "报修" in shown
    assert not any(one in shown for one in ("official-secret", "secret-token", "k" * 43))
    assert client.post(f"{page}menu/").status_code == 302
    assert httpx.get(f"{there}/test").json()["menu"][0]["name"] == "报修"
    assert "有效至" in client.get(page).content.decode()
    account.options["menu"] = "nonsense"
    account.save()
    assert "第 1 行" in client.get(page).content.decode()
    assert client.post(f"{page}menu/").status_code in (302, 422)
    assert httpx.get(f"{there}/test").json()["asked"]["/cgi-bin/menu/create"] == 1
    client.force_login(cast.agent.staff)
    assert client.post(f"{page}menu/").status_code == 403
