"""WeCom as its developers' pages describe it: gettoken, the QR login, getuserinfo, and their error codes."""

from __future__ import annotations

from typing import Any

from platform_of_fakes import Platform

CORP, AGENT, SECRET = "ww12345", "1000002", "wecom-secret"


class WeCom(Platform):
    login_path = "/wwlogin/sso/login"

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/cgi-bin/auth/getuserinfo" and (wrong := self.said.pop("wrong", None)):
            return {"errcode": wrong, "errmsg": "as the test wished"}
        if path == "/cgi-bin/gettoken":
            if (query.get("corpid"), query.get("corpsecret")) != (CORP, SECRET):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            return {"errcode": 0, "errmsg": "ok", "access_token": self.new_token(), "expires_in": 7200}
        if path == "/cgi-bin/auth/getuserinfo":
            if query.get("access_token") not in self.tokens:
                return {"errcode": 40014, "errmsg": "invalid access_token"}
            if query.get("code") not in self.codes:
                return {"errcode": 40029, "errmsg": "invalid code"}
            user = self.codes.pop(query["code"])  # a code counts once
            if user.startswith("guest:"):
                return {"errcode": 0, "errmsg": "ok", "openid": user, "external_userid": "wm1"}
            return {"errcode": 0, "errmsg": "ok", "userid": user, "user_ticket": "t"}
        return 404, {"errcode": 404, "errmsg": "no such address"}


if __name__ == "__main__":
    WeCom.serve()
