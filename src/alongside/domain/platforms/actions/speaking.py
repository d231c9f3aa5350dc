"""The company's app on a platform, ready to be spoken to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from alongside.domain.organisation.actions.outside import shared_token
from alongside.kernel.later import Later
from alongside.kernel.staff_platform import StaffPlatform

# Most companies have one of them, or none.
_PLATFORMS = {
    "wecom": (Later("alongside.kernel.wecom"), "WeCom"),
    "dingtalk": (Later("alongside.kernel.dingtalk"), "DingTalk"),
    "feishu": (Later("alongside.kernel.feishu"), "Feishu"),
}


def platform_of(code: str, *, now: datetime) -> StaffPlatform | None:
    """With the key that all processes share, fetched once; None where it is not configured."""
    given = settings.SIGN_IN_ELSEWHERE.get(code)
    if code not in _PLATFORMS or not given:
        return None
    module, name = _PLATFORMS[code]
    made: StaffPlatform = getattr(module, name)(
        given, lambda fetch, spent: shared_token(made.key_name, fetch, now=now, spent=spent)
    )
    return made
