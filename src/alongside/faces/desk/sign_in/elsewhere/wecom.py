"""WeCom (企业微信): a QR code outside, nothing to do inside; the code that comes back names a member of the company.

Its key for the company is shared by all processes, as it is rationed. `errcode` says what is wrong, with status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions.outside import shared_token
from alongside.faces.ui.elsewhere import (
    Known,
    Leaving,
    NotLetIn,
    Provider,
    ask,
    down,
    refused,
)

OLD_TOKEN = {40014, 42001, 40001}  # invalid, expired, or renewed by somebody else
BUSY = {-1, 45009, 45033, 45011}  # asked too often, or the platform itself
BAD_CODE = {40029, 40078, 41008}


class WeCom(Provider):
    code: ClassVar[str] = "wecom"
    icon: ClassVar[str] = "brand-wechat"

    @property
    def name(self) -> Any:
        return _("WeCom")

    def is_inside(self, user_agent: str) -> bool:
        return "wxwork" in user_agent

    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        corp, agent = self.given["corp_id"], self.given["agent_id"]
        if is_inside:
            asked = {
                "appid": corp, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base", "state": state,
                "agentid": agent,
            }  # fmt: skip
            return Leaving(
                f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"
            )
        asked = {
            "login_type": "CorpApp",
            "appid": corp,
            "agentid": agent,
            "redirect_uri": back,
            "state": state,
        }
        return Leaving(f"{self.given['login']}/wwlogin/sso/login?{urlencode(asked)}")

    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        if not params.get("code"):
            raise refused()
        token = self._token(now)
        found = self._whose(params["code"], token)
        if found.get("errcode") in OLD_TOKEN:
            found = self._whose(params["code"], self._token(now, spent=token))
        if found.get("errcode") in BAD_CODE:
            raise refused()
        if found.get("errcode") != 0:
            raise down(self.name)
        if not found.get("userid"):
            raise NotLetIn(_("This WeChat account is no member of the company in WeCom."))
        return Known(subject=f"{self.given['corp_id']}/{found['userid']}")

    def _whose(self, code: str, token: str) -> dict[str, Any]:
        url = f"{self.given['api']}/cgi-bin/auth/getuserinfo"
        return ask(self.name, "GET", url, params={"access_token": token, "code": code})

    def _token(self, now: datetime, *, spent: str = "") -> str:
        return shared_token(f"wecom/{self.given['agent_id']}"[:20], self._fetch, now=now, spent=spent)

    def _fetch(self) -> tuple[str, int]:
        asked = {"corpid": self.given["corp_id"], "corpsecret": self.given["secret"]}
        found = ask(self.name, "GET", f"{self.given['api']}/cgi-bin/gettoken", params=asked)
        if found.get("errcode") != 0 or not found.get("access_token"):
            raise down(self.name)
        return found["access_token"], int(found["expires_in"])
