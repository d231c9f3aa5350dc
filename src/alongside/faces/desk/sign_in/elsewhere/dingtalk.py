"""DingTalk (钉钉): the code becomes the person's own key, which tells their union id; the company's key tells who of its
members that is. Errors come as `code` with a status of 4xx from the new interface, as `errcode` from the older one.
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

OLD_TOKEN = {40014, 42001}
UNKNOWN = {60121, 40103, 33012}  # no such person in this company


class DingTalk(Provider):
    code: ClassVar[str] = "dingtalk"
    icon: ClassVar[str] = "messages"

    @property
    def name(self) -> Any:
        return _("DingTalk")

    def is_inside(self, user_agent: str) -> bool:
        return "DingTalk" in user_agent

    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        asked = {
            "redirect_uri": back, "response_type": "code", "client_id": self.given["client_id"],
            "scope": "openid corpid", "state": state, "prompt": "consent", "corpId": self.given["corp_id"],
        }  # fmt: skip
        return Leaving(f"{self.given['login']}/oauth2/auth?{urlencode(asked)}")

    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        code = params.get("authCode") or params.get("code")
        if not code:
            raise refused()
        own = ask(
            self.name,
            "POST",
            f"{self.given['api']}/v1.0/oauth2/userAccessToken",
            json={
                "clientId": self.given["client_id"], "clientSecret": self.given["client_secret"], "code": code,
                "grantType": "authorization_code",
            },
        )  # fmt: skip
        if "accessToken" not in own:
            raise down(self.name) if _is_rationed(own) else refused()
        if own.get("corpId") not in (None, self.given["corp_id"]):
            raise _stranger()
        headers = {"x-acs-dingtalk-access-token": own["accessToken"]}
        me = ask(self.name, "GET", f"{self.given['api']}/v1.0/contact/users/me", headers=headers)
        if not me.get("unionId"):
            raise down(self.name)
        return Known(subject=f"{self.given['corp_id']}/{self._member(me['unionId'], now)}")

    def _member(self, union_id: str, now: datetime) -> str:
        token = self._token(now)
        found = self._by_union_id(union_id, token)
        if found.get("errcode") in OLD_TOKEN:
            found = self._by_union_id(union_id, self._token(now, spent=token))
        if found.get("errcode") in UNKNOWN:
            raise _stranger()
        if found.get("errcode") != 0:
            raise down(self.name)
        if found["result"].get("contact_type") != 0:
            raise _stranger()
        return found["result"]["userid"]

    def _by_union_id(self, union_id: str, token: str) -> dict[str, Any]:
        url = f"{self.given['old_api']}/topapi/user/getbyunionid"
        return ask(self.name, "POST", url, params={"access_token": token}, json={"unionid": union_id})

    def _token(self, now: datetime, *, spent: str = "") -> str:
        return shared_token("dingtalk", self._fetch, now=now, spent=spent)

    def _fetch(self) -> tuple[str, int]:
        found = ask(
            self.name,
            "POST",
            f"{self.given['api']}/v1.0/oauth2/accessToken",
            json={"appKey": self.given["client_id"], "appSecret": self.given["client_secret"]},
        )
        if not found.get("accessToken"):
            raise down(self.name)
        return found["accessToken"], int(found["expireIn"])


def _is_rationed(answer: Mapping[str, Any]) -> bool:
    return "QpsLimit" in str(answer.get("code")) or "Throttling" in str(answer.get("code"))


def _stranger() -> NotLetIn:
    return NotLetIn(_("This DingTalk account is no member of the company."))
