"""WeCom as its developers' pages describe it: gettoken, the QR login, getuserinfo, cards to members, words to a group, the
directory, and their error codes. Members whose name begins with "ghost" may not see the app.
"""

from __future__ import annotations

from typing import Any

from platform_of_fakes import Platform

CORP, AGENT, SECRET = "ww12345", "1000002", "wecom-secret"
GROUP = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


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
        if path == "/cgi-bin/webhook/send":
            return self.group(query, body)
        if query.get("access_token") not in self.tokens:
            return {"errcode": 42001, "errmsg": "access_token expired, hint: [1], from ip: 127.0.0.1"}
        if path == "/cgi-bin/message/send":
            return self.card(body)
        if path == "/cgi-bin/department/list":
            named = {"id": "id", "name": "name", "parent": "parentid"}
            found = [{named[key]: value for key, value in one.items()} for one in self.said["departments"]]
            return {"errcode": 0, "errmsg": "ok", "department": found}
        if path == "/cgi-bin/user/list":
            if (code := self.next_failure()) is not None:
                return {"errcode": code, "errmsg": "no privilege to access/modify contact"}
            found = [
                {
                    "userid": one["id"], "name": one["name"], "biz_mail": one.get("email", ""), "status": 1,
                    "mobile": one.get("mobile", ""), "position": one.get("position", ""),
                    "department": one["departments"],
                }
                for one in self.staff(query["department_id"])
            ]  # fmt: skip
            return {"errcode": 0, "errmsg": "ok", "userlist": found}
        return 404, {"errcode": 404, "errmsg": "no such address"}

    def card(self, body: dict[str, Any]) -> Any:
        if (code := self.next_failure()) is not None:
            return (502, "down") if code == "down" else {"errcode": code, "errmsg": "as the test wished"}
        receivers, card = body["touser"].split("|"), body["textcard"]
        if body["agentid"] != int(AGENT) or len(receivers) > 1000:
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        if len(card["title"].encode()) > 128 or len(card["description"].encode()) > 512:
            return {"errcode": 41010, "errmsg": "too long"}
        there = [one for one in receivers if not one.startswith("ghost")]
        if not there:
            return {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
        known = {"to": there, **card}
        if not (body.get("enable_duplicate_check") and known in self.sent):
            self.sent.append(known)
        lost = "|".join(one.lower() for one in receivers if one not in there)
        return {"errcode": 0, "errmsg": "ok", "msgid": f"msg-{len(self.sent)}", "invaliduser": lost}

    def group(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        if (code := self.next_failure()) is not None:
            return (502, "down") if code == "down" else {"errcode": code, "errmsg": "as the test wished"}
        if query.get("key") != GROUP:
            return {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1]"}
        self.sent.append({"group": GROUP, "words": body["markdown"]["content"]})
        return {"errcode": 0, "errmsg": "ok"}


if __name__ == "__main__":
    WeCom.serve()
