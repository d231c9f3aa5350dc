"""Sign-in by those whom staff are signed in with already: one small module for each, offered where it is configured."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from alongside.faces.ui.elsewhere import Provider
from alongside.kernel.later import Later

_HERE = "alongside.faces.desk.sign_in.elsewhere"
# Most companies use none of them, and OpenID Connect brings heavy libraries.
_PROVIDERS = {
    "oidc": (Later(f"{_HERE}.oidc"), "OpenIdConnect"),
    "wecom": (Later(f"{_HERE}.wecom"), "WeCom"),
    "dingtalk": (Later(f"{_HERE}.dingtalk"), "DingTalk"),
    "feishu": (Later(f"{_HERE}.feishu"), "Feishu"),
}


def configured() -> list[Provider]:
    """Those that this company has set up."""
    return [_made(code, given) for code, given in settings.SIGN_IN_ELSEWHERE.items()]


def inside_of(user_agent: str) -> Provider | None:
    """The one whose own browser this is: there nobody need choose or scan anything."""
    return next((one for one in configured() if one.is_inside(user_agent)), None)


def provider_of(code: str) -> Provider | None:
    given = settings.SIGN_IN_ELSEWHERE.get(code)
    return _made(code, given) if given else None


def _made(code: str, given: Mapping[str, str]) -> Provider:
    module, name = _PROVIDERS[code]
    made: Provider = getattr(module, name)(given)
    return made
