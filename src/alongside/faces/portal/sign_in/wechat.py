"""WeChat (微信) for owners: the official account inside WeChat, where nothing is to be scanned, and the website
application's QR code in other browsers. Each program has its own id for the same person; the union id is the same.

Inside, the scope is snsapi_base: WeChat tells who it is and nothing about them, and asks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.queries import official_program
from alongside.faces.ui.elsewhere import Known, Leaving, NotLetIn, Provider, ask, down, refused

BAD_CODE = {40029, 40163, 41008, 42003}  # wrong or another program's, used already, missing, too old
OFFICIAL, WEBSITE = "official", "website"
ACCOUNT = (
    "account:"  # and the word of an official account of ours: whoever follows that one signs in through it
)


class WeChat(Provider):
    """`given`: {"official": {...}, "website": {...}}, whichever the company has; `account`: the word of the official
    account that they come from."""

    code: ClassVar[str] = "wechat"
    icon: ClassVar[str] = "brand-wechat"

    def __init__(self, given: Mapping[str, Any], account: str = "") -> None:
        super().__init__(given)
        self.account = account

    @property
    def name(self) -> Any:
        return _("WeChat")

    def is_inside(self, user_agent: str) -> bool:
        """WeChat's own browser, and not WeCom's, which says that name too."""
        return "MicroMessenger" in user_agent and "wxwork" not in user_agent

    def serves(self, request: HttpRequest) -> bool:
        """Whether this browser can be offered it."""
        return self._program(self.is_inside(request.headers.get("User-Agent", ""))) in self.given

    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        program = self._program(is_inside)
        app = settings_of(program)
        if app is None:
            raise NotLetIn(_("Signing in with WeChat is not offered in this browser."))
        path, scope = (
            ("qrconnect", "snsapi_login") if program == WEBSITE else ("oauth2/authorize", "snsapi_base")
        )
        asked = {
            "appid": app["app_id"],
            "redirect_uri": back,
            "response_type": "code",
            "scope": scope,
            "state": state,
        }
        # In this order, and with the fragment, or WeChat says that the link is wrong.
        return Leaving(
            f"{app['login']}/connect/{path}?{urlencode(asked)}#wechat_redirect", kept={"program": program}
        )

    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        app = settings_of(kept.get("program", ""))
        if app is None or not params.get("code"):  # without a code: the person said no
            raise refused()
        asked = {
            "appid": app["app_id"], "secret": app["secret"], "code": params["code"], "grant_type": "authorization_code",
        }  # fmt: skip
        found = ask(self.name, "GET", f"{app['api']}/sns/oauth2/access_token", params=asked)
        if found.get("errcode") in BAD_CODE:
            raise refused()
        if not found.get("openid"):
            raise down(self.name)
        if found.get("is_snapshotuser") == 1:
            raise NotLetIn(
                _(
                    "WeChat showed only a preview of this page. Tap “Use full service” below it, and begin again."
                )
            )
        return Known(subject=found["openid"], union=found.get("unionid", ""))

    def _program(self, is_inside: bool) -> str:
        if is_inside and self.account:
            return ACCOUNT + self.account
        return OFFICIAL if is_inside else WEBSITE


def settings_of(program: str) -> dict[str, str] | None:
    if not program.startswith(ACCOUNT):
        return settings.WECHAT_SIGN_IN.get(program)
    found = official_program(program.removeprefix(ACCOUNT))
    return found | {"login": settings.WECHAT_LOGIN} if found else None


def wechat(account: str = "") -> WeChat | None:
    """Where the company has set one of them up, or for who comes from an official account of ours."""
    is_ours = bool(account) and settings_of(ACCOUNT + account) is not None
    if not settings.WECHAT_SIGN_IN and not is_ours:
        return None
    return WeChat(settings.WECHAT_SIGN_IN, account if is_ours else "")


def is_offered(request: HttpRequest) -> bool:
    found = wechat()
    return found is not None and found.serves(request)
