"""DingTalk as its developers' pages describe it: the person's key and self, the company's key, the member by union id, work
notices, words to a group with their signature, and the directory page by page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from platform_of_fakes import Platform

CLIENT, SECRET, CORP = "dingabc", "dingtalk-secret", "ding-corp"
AGENT, GROUP, GROUP_SECRET = 54321, "robot-token", "SECabc"


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
        if path == "/robot/send":
            return self.group(query, body)
        if query.get("access_token") not in self.tokens:
            return {"errcode": 40014, "errmsg": "不合法的access_token"}
        if path == "/topapi/message/corpconversation/asyncsend_v2":
            return self.card(body)
        if path == "/topapi/v2/department/listsub":
            above = str(body["dept_id"])
            found = [one for one in self.said["departments"] if str(one["parent"]) == above]
            result = [
                {"dept_id": int(one["id"]), "name": one["name"], "parent_id": int(above)} for one in found
            ]
            return {"errcode": 0, "errmsg": "ok", "result": result}
        if path == "/topapi/v2/user/list":
            found = self.staff(str(body["dept_id"]))
            start, size = body["cursor"], min(body["size"], self.said.get("page", 100))
            people = [
                {
                    "userid": one["id"], "name": one["name"], "job_number": one.get("number", ""),
                    "org_email": one.get("email", ""), "mobile": one.get("mobile", ""),
                    "title": one.get("position", ""), "dept_id_list": [int(each) for each in one["departments"]],
                }
                for one in found[start : start + size]
            ]  # fmt: skip
            result = {"list": people, "has_more": start + size < len(found), "next_cursor": start + size}
            return {"errcode": 0, "errmsg": "ok", "result": result}
        return 404, {"code": "InvalidAction.NotFound", "message": "no such address"}

    def card(self, body: dict[str, Any]) -> Any:
        if (code := self.next_failure()) is not None:
            if code == 429:
                return 429, {"code": "Throttling"}
            wrong = {
                "errcode": 88,
                "errmsg": "ding talk error",
                "sub_code": str(code),
                "sub_msg": "调用频率超限",
            }
            return (502, "down") if code == "down" else wrong
        receivers, card = body["userid_list"].split(","), body["msg"]["action_card"]
        if body["agent_id"] != AGENT or len(receivers) > 100:
            return {"errcode": 400002, "errmsg": "无效的参数"}
        known = {
            "to": receivers,
            "title": card["title"],
            "words": card["markdown"],
            "url": card["single_url"],
        }
        if known not in self.sent:  # the same words reach the same people once a day
            self.sent.append(known)
        return {"errcode": 0, "errmsg": "ok", "task_id": len(self.sent)}

    def group(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        if (code := self.next_failure()) is not None:
            return (502, "down") if code == "down" else {"errcode": code, "errmsg": "as the test wished"}
        if query.get("access_token") != GROUP:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        signed = f"{query.get('timestamp')}\n{GROUP_SECRET}".encode()
        made = base64.b64encode(hmac.new(GROUP_SECRET.encode(), signed, hashlib.sha256).digest()).decode()
        is_now = abs(int(query.get("timestamp") or 0) - time.time() * 1000) < 3_600_000
        if query.get("sign") != made or not is_now:
            return {"errcode": 310000, "errmsg": "sign not match"}
        self.sent.append(
            {"group": GROUP, "title": body["markdown"]["title"], "words": body["markdown"]["text"]}
        )
        return {"errcode": 0, "errmsg": "ok"}


if __name__ == "__main__":
    DingTalk.serve()
