"""Feishu as its developers' pages describe it: the page that asks, the person's key and self, the company's key, cards to
people, words to a group with their signature, the directory page by page, and their error codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from platform_of_fakes import Platform

APP, SECRET = "cli_a1b2", "feishu-secret"
GROUP, GROUP_SECRET = "hook-token", "feishu-group"


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
        if path == "/open-apis/auth/v3/tenant_access_token/internal":
            if (body.get("app_id"), body.get("app_secret")) != (APP, SECRET):
                return {"code": 10014, "msg": "app secret invalid"}
            return {"code": 0, "msg": "ok", "tenant_access_token": self.new_token(), "expire": 7200}
        if path.startswith("/open-apis/bot/v2/hook/"):
            return self.group(path.rsplit("/", 1)[1], body)
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 400, {"code": 99991663, "msg": "Invalid access token for authorization."}
        if path == "/open-apis/im/v1/messages":
            return self.card(query, body)
        if path == "/open-apis/contact/v3/departments/0/children":
            named = {"id": "open_department_id", "name": "name", "parent": "parent_department_id"}
            return self.page(
                query, [{named[key]: one[key] for key in one} for one in self.said["departments"]]
            )
        if path == "/open-apis/contact/v3/users/find_by_department":
            found = [
                {
                    "open_id": one["id"], "name": one["name"], "employee_no": one.get("number", ""),
                    "enterprise_email": one.get("email", ""), "mobile": f"+86{one.get('mobile', '')}",
                    "job_title": one.get("position", ""), "department_ids": one["departments"],
                    "status": {"is_resigned": one.get("left", False), "is_activated": True},
                }
                for one in self.staff(query["department_id"])
            ]  # fmt: skip
            return self.page(query, found)
        return 404, {"code": 404, "msg": "no such address"}

    def page(self, query: dict[str, str], found: list[dict[str, Any]]) -> Any:
        start = int(query.get("page_token") or 0)
        end = start + min(int(query["page_size"]), self.said.get("page", 50))
        data = {"items": found[start:end], "has_more": end < len(found)}
        return {
            "code": 0,
            "msg": "success",
            "data": data | ({"page_token": str(end)} if end < len(found) else {}),
        }

    def card(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        code = self.next_failure()
        if code == 99991400:
            return (
                400,
                {"code": code, "msg": "request trigger frequency limit"},
                {"x-ogw-ratelimit-reset": "30"},
            )
        if code is not None:
            return (502, "down") if code == "down" else (400, {"code": code, "msg": "as the test wished"})
        if query.get("receive_id_type") != "open_id" or not body["receive_id"].startswith("ou_"):
            return 400, {"code": 230001, "msg": "invalid receive_id"}
        if body["receive_id"].startswith("ou_ghost"):
            return 400, {"code": 230013, "msg": "Bot has NO availability to this user."}
        card = json.loads(body["content"])
        known = {
            "to": [body["receive_id"]], "title": card["header"]["title"]["content"], "uuid": body["uuid"],
            "words": card["elements"][0]["text"]["content"], "url": card["elements"][1]["actions"][0]["url"],
        }  # fmt: skip
        if body["uuid"] not in [one.get("uuid") for one in self.sent]:
            self.sent.append(known)
        return {"code": 0, "msg": "success", "data": {"message_id": f"om_{len(self.sent)}"}}

    def group(self, token: str, body: dict[str, Any]) -> Any:
        if (code := self.next_failure()) is not None:
            return (502, "down") if code == "down" else {"code": code, "msg": "as the test wished"}
        if token != GROUP:
            return 400, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        signed = f"{body.get('timestamp')}\n{GROUP_SECRET}".encode()
        made = base64.b64encode(hmac.new(signed, b"", hashlib.sha256).digest()).decode()
        if body.get("sign") != made or abs(int(body.get("timestamp") or 0) - time.time()) > 3600:
            return {
                "code": 19021,
                "msg": "sign match fail or timestamp is not within one hour from current time",
            }
        words = body["card"]["elements"][0]["text"]["content"]
        self.sent.append(
            {"group": GROUP, "title": body["card"]["header"]["title"]["content"], "words": words}
        )
        return {"code": 0, "msg": "success", "StatusCode": 0}


if __name__ == "__main__":
    Feishu.serve()
