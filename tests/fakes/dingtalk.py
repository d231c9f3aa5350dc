"""DingTalk as its developers' pages describe it: the person's key and self, the company's key, the member by union id."""

from __future__ import annotations

from typing import Any

from platform_of_fakes import Platform

CLIENT, SECRET, CORP = "dingabc", "dingtalk-secret", "ding-corp"


class DingTalk(Platform):
    login_path = "/oauth2/auth"
    code_name = "authCode"
    own: dict[str, str] = {}

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/v1.0/oauth2/userAccessToken":
            if self.said.pop("rationed", False):
                return 403, {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "message": "slow down"}
            if body.get("clientSecret") != SECRET or body.get("code") not in self.codes:
                return 400, {"code": "invalidParameter.authCode.notFound", "message": "no such code"}
            user, token = self.codes.pop(body["code"]), self.new_token()
            self.own[token] = user
            corp = self.said.get("corp", CORP)
            return {"accessToken": token, "refreshToken": "r", "expireIn": 7200, "corpId": corp}
        if path == "/v1.0/contact/users/me":
            user = self.own.get(self.headers.get("x-acs-dingtalk-access-token", ""))
            if user is None:
                return 401, {"code": "InvalidAuthentication", "message": "no such key"}
            return {"nick": "某人", "unionId": f"union-{user}", "openId": "o"}
        if path == "/v1.0/oauth2/accessToken":
            if (body.get("appKey"), body.get("appSecret")) != (CLIENT, SECRET):
                return 400, {"code": "invalidClientIdOrSecret", "message": "no"}
            return {"accessToken": self.new_token(), "expireIn": 7200}
        if path == "/topapi/user/getbyunionid":
            if query.get("access_token") not in self.tokens:
                return {"errcode": 40014, "errmsg": "不合法的access_token"}
            user = str(body.get("unionid", "")).removeprefix("union-")
            if user.startswith("stranger"):
                return {"errcode": 60121, "errmsg": "找不到该用户"}
            return {"errcode": 0, "errmsg": "ok", "result": {"contact_type": 0, "userid": user}}
        return 404, {"code": "InvalidAction.NotFound", "message": "no such address"}


if __name__ == "__main__":
    DingTalk.serve()
