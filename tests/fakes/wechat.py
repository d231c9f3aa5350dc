"""WeChat as its developers' pages describe it, for the two programs of one company: the official account's web
authorisation and the website application's QR code, the exchange of the code, and their error codes.

A code belongs to the program that asked for it, and counts once.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from platform_of_fakes import Platform

OFFICIAL, WEBSITE = "wxofficial", "wxwebsite"
SECRETS = {OFFICIAL: "official-secret", WEBSITE: "website-secret"}
SCOPES = {
    "/connect/oauth2/authorize": (OFFICIAL, "snsapi_base"),
    "/connect/qrconnect": (WEBSITE, "snsapi_login"),
}
DOMAIN = "127.0.0.1"


class WeChat(Platform):
    login_paths = tuple(SCOPES)
    spent: set[str] = set()

    def refused_login(self, path: str, query: dict[str, str]) -> dict[str, Any] | None:
        app, scope = SCOPES[path]
        if query.get("appid") != app:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if query.get("scope") != scope or query.get("response_type") != "code":
            return {"errcode": 10005, "errmsg": "scope not allowed"}
        if urlsplit(query.get("redirect_uri", "")).hostname != DOMAIN:
            return {"errcode": 10003, "errmsg": "redirect_uri domain does not match"}
        return None

    def code_for(self, query: dict[str, str]) -> str:
        return f"{query['appid']}/{self.said.get('user', '')}"

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path != "/sns/oauth2/access_token":
            return 404, {"errcode": 404, "errmsg": "no such address"}
        if wrong := self.said.pop("wrong", None):
            return {"errcode": wrong, "errmsg": "as the test wished"}
        if SECRETS.get(query.get("appid", "")) != query.get("secret"):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        code = query.get("code", "")
        if code in self.spent:
            return {"errcode": 40163, "errmsg": "code been used"}
        app, _slash, user = self.codes.get(code, "").partition("/")
        if app != query["appid"]:
            return {"errcode": 40029, "errmsg": "invalid code"}
        self.spent.add(code)
        told = {
            "access_token": self.new_token(),
            "expires_in": 7200,
            "refresh_token": "r",
            "openid": f"{user}@{app}",
        }
        if self.said.get("has_union"):
            told["unionid"] = f"{user}@union"
        if self.said.get("is_preview"):
            told["is_snapshotuser"] = 1
        return told


if __name__ == "__main__":
    WeChat.serve()
