"""The page of an official account says where WeChat calls, how it stands, and publishes the menu (CHN-3)."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from tests.fakes.running import running

from alongside.domain.conversations.actions import add_account
from alongside.domain.conversations.actions.wechat.menu import put_up_menu
from alongside.domain.conversations.models import OfficialMenu
from alongside.kernel.actor import SYSTEM


@pytest.fixture(scope="module")
def there():
    with running("wechat_official") as url:
        yield url


def test_shows_where_wechat_calls_and_publishes_the_menu_as_it_stands(cast, client, there):
    """CHN-3, ORG-3: whoever keeps the system, and nobody else."""
    given = {
        "app_id": "wxofficial", "mode": "aes", "api": there, "app_secret": "official-secret",
        "token": "secret-token", "aes_key": "k" * 43,
    }  # fmt: skip
    account = add_account(
        node=cast.project, provider="wechat_official", name="观澜庭", given=given, by=SYSTEM, now=cast.now
    )
    client.force_login(cast.system_admin.staff)
    page = f"/desk/system/accounts/{account.pk}/"
    shown = client.get(page).content.decode()
    assert f"/channels/wechat/{account.code}/" in shown and "还没有菜单" in shown
    assert not any(one in shown for one in ("official-secret", "secret-token", "k" * 43))
    typed = {
        "seen": 1,
        "n0": "报修",
        "d0": "report",
        "n1": "我的",
        "n1_1": "太长太长太长太长太长",
        "d1_1": "me",
    }
    editor = f"{page}menu/change/"
    assert "报修" in client.post(editor, typed | {"preview": "1"}).content.decode()
    refused = client.post(editor, typed)
    assert (
        "太长太长太长太长太长”会被微信截断" in refused.content.decode() and not OfficialMenu.objects.exists()
    )
    assert client.post(editor, typed | {"n1_1": "我的资料", "publish": "1"}).status_code == 302
    assert "正在发布" in client.get(f"{page}?part=menu").content.decode()
    put_up_menu(account.pk, now=datetime.now(UTC))
    assert [one["name"] for one in httpx.get(f"{there}/test").json()["menu"]] == ["报修", "我的"]
    shown = client.get(page).content.decode()
    assert (
        "有效至" in shown and "已发布" in shown and 'value="我的资料"' in client.get(editor).content.decode()
    )
    client.force_login(cast.agent.staff)
    assert client.post(f"{page}menu/").status_code == client.get(editor).status_code == 403
