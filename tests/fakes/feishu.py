"""Feishu as its developers' pages describe it: the page that asks, the person's key and self, and their error codes."""

from __future__ import annotations

from typing import Any

from platform_of_fakes import Platform

APP, SECRET = "cli_a1b2", "feishu-secret"


class Feishu(Platform):
    login_path = "/open-apis/authen/v1/authorize"
    own: dict[str, str] = {}

    def refused_login(self, path: str, query: dict[str, str]) -> dict[str, Any] | None:
        return None if query.get("client_id") == APP else {"code": 20029, "msg": "redirect_uri is wrong"}

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/open-apis/authen/v2/oauth/token":
            if wrong := self.said.pop("wrong", None):
                return 400, {"code": wrong, "error": "as the test wished"}
            if (body.get("client_id"), body.get("client_secret")) != (APP, SECRET):
                return 400, {"code": 20002, "error": "invalid_client"}
            if body.get("code") not in self.codes:
                return 400, {"code": 20003, "error": "invalid_grant"}
            user, token = self.codes.pop(body["code"]), self.new_token()
            self.own[token] = user
            return {"code": 0, "access_token": token, "expires_in": 7200, "token_type": "Bearer", "scope": ""}
        if path == "/open-apis/authen/v1/user_info":
            user = self.own.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            if user is None:
                return 400, {"code": 20005, "msg": "The user access token passed is invalid."}
            data = {"open_id": f"ou_{user}", "union_id": f"on_{user}", "name": "某人", "tenant_key": "t1"}
            return {"code": 0, "msg": "success", "data": data}
        return 404, {"code": 404, "msg": "no such address"}


if __name__ == "__main__":
    Feishu.serve()
