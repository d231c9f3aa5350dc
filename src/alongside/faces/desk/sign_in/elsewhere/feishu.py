"""Feishu (飞书): the code becomes the person's own key, which tells who of the app's company they are.

Inside Feishu the same address comes back at once, asking nothing. `code` says what is wrong, with a status of 4xx.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from alongside.faces.ui.elsewhere import Known, Leaving, NotLetIn, Provider, ask, down, refused

BUSY = {99991400, 20050}  # asked too often, or the platform itself
NOT_FOR_THEM = {20010, 20069}  # the person may not use the app, or it is switched off


class Feishu(Provider):
    code: ClassVar[str] = "feishu"
    icon: ClassVar[str] = "send"

    @property
    def name(self) -> Any:
        return _("Feishu")

    def is_inside(self, user_agent: str) -> bool:
        return "Lark/" in user_agent or "Feishu/" in user_agent

    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        asked = {
            "client_id": self.given["app_id"],
            "redirect_uri": back,
            "response_type": "code",
            "state": state,
        }
        return Leaving(f"{self.given['login']}/open-apis/authen/v1/authorize?{urlencode(asked)}")

    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        if not params.get("code"):
            raise refused()
        own = ask(
            self.name,
            "POST",
            f"{self.given['api']}/open-apis/authen/v2/oauth/token",
            json={
                "grant_type": "authorization_code", "client_id": self.given["app_id"],
                "client_secret": self.given["secret"], "code": params["code"], "redirect_uri": back,
            },
        )  # fmt: skip
        self._check(own)
        headers = {"Authorization": f"Bearer {own.get('access_token')}"}
        url = f"{self.given['api']}/open-apis/authen/v1/user_info"
        me = ask(self.name, "GET", url, headers=headers)
        self._check(me)
        if not me["data"].get("open_id"):
            raise down(self.name)
        return Known(subject=f"{self.given['app_id']}/{me['data']['open_id']}")

    def _check(self, found: Mapping[str, Any]) -> None:
        if found.get("code") in NOT_FOR_THEM:
            raise NotLetIn(_("This Feishu account is no member of the company."))
        if found.get("code") in BUSY:
            raise down(self.name)
        if found.get("code") != 0:
            raise refused()
