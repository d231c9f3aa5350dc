"""Sign-in by those whom staff are signed in with already: one small module for each, offered where it is configured."""

from __future__ import annotations

from django.conf import settings

from alongside.faces.desk.sign_in.elsewhere.dingtalk import DingTalk
from alongside.faces.desk.sign_in.elsewhere.oidc import OpenIdConnect
from alongside.faces.desk.sign_in.elsewhere.provider import Provider
from alongside.faces.desk.sign_in.elsewhere.wecom import WeCom

PROVIDERS: dict[str, type[Provider]] = {"oidc": OpenIdConnect, "wecom": WeCom, "dingtalk": DingTalk}


def configured() -> list[Provider]:
    """Those that this company has set up."""
    return [PROVIDERS[code](given) for code, given in settings.SIGN_IN_ELSEWHERE.items()]


def provider_of(code: str) -> Provider | None:
    given = settings.SIGN_IN_ELSEWHERE.get(code)
    return PROVIDERS[code](given) if given else None
