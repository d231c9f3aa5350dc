"""By what a WeChat account is found again. Pure."""

from __future__ import annotations

from alongside.kernel.blind_indexes import blind_index


def wechat_key(app_id: str, openid: str) -> str:
    """Of the id that WeChat tells one program of ours."""
    return blind_index(f"{app_id}/{openid}" if openid else "", purpose="wechat")


def wechat_union_key(unionid: str) -> str:
    """Of the id that is the same for all programs of the company."""
    return blind_index(unionid, purpose="wechat_union")
