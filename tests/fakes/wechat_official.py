"""A WeChat official account as its developers' pages describe it, both ways: its API with tokens, windows, quotas and
refusals, and the pushing of messages to us, three times when nobody answers within five seconds.

POST /test {…} says what is the case: "follow"/"unfollow": openid, "hours_later": number, "refuse": [openid],
"wrong": {path: [errcode, …]}, "quota": number, "spoil": true, "templates": {id: [fields]}, "media": {id: [type, base64]},
"consents": {openid: {template: times}}, "drop": n (the next n messages are taken and the connection ends without an
answer), "hang": true (taken, then silence for long), "reset": true. GET /test tells what came. POST /test/push {"to": url, "mode", "fields", "patience", "at_once"} pushes;
POST /test/verify {"to": url} asks whether the address is ours.
"""

from __future__ import annotations

import base64
import re
import socket
import threading
import time
from collections import Counter
from typing import Any

from wechat import SECRETS
from wechat_pushing import Pushing

WINDOW_HOURS, MOST_WITHIN, LONGEST = 48, 20, 2048
SENDING = {f"/cgi-bin/message/{one}" for one in ("custom/send", "template/send", "subscribe/bizsend")}
PERSON = re.compile(r"[\w@.-]{3,64}")


class World:
    """What is the case at WeChat; begun anew by "reset"."""

    def __init__(self) -> None:
        self.token, self.made = "", 0
        self.followers: set[str] = set()
        self.heard: dict[str, float] = {}
        self.count: Counter[str] = Counter()
        self.refuse: set[str] = set()
        self.wrong: dict[str, list[int]] = {}
        self.quota = 100_000
        self.hours = 0.0
        self.templates: dict[str, list[str]] = {}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.menu: list[Any] | None = None
        self.sent: list[dict[str, Any]] = []
        self.numbers = 1_000
        self.consents: dict[str, Counter[str]] = {}
        self.drops = 0


class Official(Pushing):
    world = World()
    lock = threading.Lock()
    raw = b""

    # --- what the test says ---------------------------------------------------------------------------------

    def read_body(self, raw: bytes) -> dict[str, Any]:
        self.raw = raw
        is_file = self.headers.get("Content-Type", "").startswith("multipart/")
        return {} if is_file else super().read_body(raw)

    def _do(self, method: str) -> None:
        if self.path.startswith("/test"):
            size = int(self.headers.get("Content-Length") or 0)
            body = self.read_body(self.rfile.read(size)) if size else {}
            return self._send(200, self._test(method, body))
        return super()._do(method)

    def _test(self, method: str, body: dict[str, Any]) -> Any:
        if self.path == "/test/push":
            return self._push(body)
        if self.path == "/test/verify":
            return self._verify(body)
        if method == "POST":
            with self.lock:
                self._tell(body)
        world = self.world
        return {
            "asked": dict(self.asked),
            "sent": world.sent,
            "menu": world.menu,
            "tokens_made": world.made,
            "media": {name: [kind, len(data)] for name, (kind, data) in world.media.items()},
        }

    def _tell(self, body: dict[str, Any]) -> None:
        if body.pop("reset", False):
            type(self).world = World()
            self.asked.clear()
            self.said.clear()
        world = self.world
        if follower := body.pop("follow", None):
            world.followers.add(follower)
            world.heard[follower] = self._now()
            world.count[follower] = 0
        world.followers.discard(body.pop("unfollow", ""))
        world.hours += body.pop("hours_later", 0)
        world.refuse |= set(body.pop("refuse", ()))
        world.wrong |= body.pop("wrong", None) or {}
        world.quota = body.pop("quota", world.quota)
        world.templates |= body.pop("templates", {})
        world.media |= {
            one: (kind, base64.b64decode(data)) for one, (kind, data) in body.pop("media", {}).items()
        }
        for openid, more in body.pop("consents", {}).items():
            world.consents.setdefault(openid, Counter()).update(more)
        world.drops = body.pop("drop", world.drops)
        if body.pop("spoil", False):
            world.token = ""
        self.said.update(body)

    # --- its API --------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if not path.startswith("/cgi-bin/"):
            return super().answer(method, path, query, body)
        with self.lock:
            world = self.world
            if (planned := world.wrong.get(path)) and (number := planned.pop(0)):
                return _no(number, "as the test wished")
            if path == "/cgi-bin/stable_token":
                return self._stable_token(body)
            if not world.token or query.get("access_token") != world.token:
                return _no(40001, "invalid credential, access_token is invalid or not latest")
            if world.quota <= 0:
                return _no(45009, "reach max api daily quota limit")
            world.quota -= 1
            call = self.calls.get(path)
            found = call(self, query, body) if call else (404, _no(404, "no such address"))
            drops = world.drops if path in SENDING else 0
            world.drops -= bool(drops)
        if path in SENDING and self.said.get("hang"):
            time.sleep(60)
        if drops:
            self.connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("as the test wished")
        return found

    def _stable_token(self, body: dict[str, Any]) -> Any:
        if SECRETS.get(body.get("appid", "")) != body.get("secret"):
            return _no(40125, "invalid appsecret")
        if body.get("grant_type") != "client_credential":
            return _no(40002, "invalid grant_type")
        if not self.world.token or body.get("force_refresh") is True:
            self.world.made += 1
            self.world.token = f"stable-{self.world.made}"
        return {"access_token": self.world.token, "expires_in": 7200}

    def _custom(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        openid, kind = body.get("touser", ""), body.get("msgtype", "")
        if no := self._unreachable(openid):
            return no
        world = self.world
        if self._now() - world.heard.get(openid, -WINDOW_HOURS) > WINDOW_HOURS:
            return _no(45015, "response out of time limit or subscription is canceled")
        if world.count[openid] >= MOST_WITHIN:
            return _no(45047, "out of response count limit")
        told = body.get(kind) or {}
        if kind == "text" and not told.get("content"):
            return _no(44004, "empty content")
        if kind == "text" and len(told["content"].encode()) > LONGEST:
            return _no(45002, "content size out of limit")
        if kind in ("image", "voice", "video") and told.get("media_id") not in world.media:
            return _no(40007, "invalid media_id")
        if kind not in ("text", "image", "voice", "video"):
            return _no(40008, "invalid message type")
        world.count[openid] += 1
        world.sent.append({"by": "custom", **body})
        return _no(0, "ok")

    def _template(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        openid, world = body.get("touser", ""), self.world
        if no := self._unreachable(openid):
            return no
        wanted = world.templates.get(body.get("template_id", ""))
        if wanted is None:
            return _no(40037, "invalid template_id")
        if any(not (body.get("data", {}).get(one) or {}).get("value") for one in wanted):
            return _no(47003, "argument invalid")
        for one in world.sent:
            if body.get("client_msg_id") and one.get("client_msg_id") == body["client_msg_id"]:
                return {"errcode": 0, "errmsg": "ok", "msgid": one["msgid"]}
        world.numbers += 1
        world.sent.append({"by": "template", "msgid": world.numbers, **body})
        return {"errcode": 0, "errmsg": "ok", "msgid": world.numbers}

    def _subscribed(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        openid, template_id = body.get("touser", ""), body.get("template_id", "")
        left = self.world.consents.get(openid, Counter())
        if openid in self.world.refuse or not left[template_id]:
            return _no(43101, "user refuse to accept the msg")
        if template_id not in self.world.templates:
            return _no(40037, "invalid template_id")
        if any(not (body["data"].get(one) or {}).get("value") for one in self.world.templates[template_id]):
            return _no(47003, "argument invalid")
        left[template_id] -= 1
        self.world.sent.append({"by": "subscribe", **body})
        return _no(0, "ok")

    def _unreachable(self, openid: str) -> dict[str, Any] | None:
        if not PERSON.fullmatch(openid):
            return _no(40003, "invalid openid")
        if openid not in self.world.followers:
            return _no(43004, "require subscribe")
        return _no(43101, "user refuse to accept the msg") if openid in self.world.refuse else None

    def _upload(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        found = re.search(
            rb'name="media"; filename="([^"]+)"\r\nContent-Type: ([^\r]+)\r\n\r\n(.*)\r\n--',
            self.raw,
            re.DOTALL,
        )
        if found is None or query.get("type") not in ("image", "voice", "video", "thumb"):
            return _no(40004, "invalid media type")
        name = f"media-{len(self.world.media) + 1}"
        self.world.media[name] = (found.group(2).decode(), found.group(3))
        return {"type": query["type"], "media_id": name, "created_at": int(time.time())}

    def _media(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        kind, data = self.world.media.get(query.get("media_id", ""), ("", b""))
        if not kind:
            return _no(40007, "invalid media_id")
        if kind.startswith("video/"):
            return {"video_url": f"http://{self.headers['Host']}/film/{query['media_id']}"}
        return kind, data

    def _menu(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        buttons = body.get("button") or []
        if not 1 <= len(buttons) <= 3:
            return _no(40016, "invalid button size")
        for one in buttons:
            below = one.get("sub_button") or []
            if len(below) > 5 or (below and one.get("type")):
                return _no(40023, "invalid sub button size")
            for leaf in below or [one]:
                if leaf.get("type") not in ("view", "click") or not leaf.get("name"):
                    return _no(40018, "invalid button name size")
        self.world.menu = buttons
        return _no(0, "ok")

    def _no_menu(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        self.world.menu = None
        return _no(0, "ok")

    def _person(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        openid = query.get("openid", "")
        if openid not in self.world.followers:
            return {"subscribe": 0, "openid": openid}
        return {"subscribe": 1, "openid": openid, "unionid": f"{openid.partition('@')[0]}@union"}

    def _addresses(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        return {"ip_list": ["127.0.0.1"]}

    calls = {
        "/cgi-bin/message/custom/send": _custom,
        "/cgi-bin/message/template/send": _template,
        "/cgi-bin/message/subscribe/bizsend": _subscribed,
        "/cgi-bin/media/upload": _upload,
        "/cgi-bin/media/get": _media,
        "/cgi-bin/menu/create": _menu,
        "/cgi-bin/menu/delete": _no_menu,
        "/cgi-bin/user/info": _person,
        "/cgi-bin/get_api_domain_ip": _addresses,
    }

    def _send(self, status: Any, body: Any) -> None:
        """JSON, or a file: (type, bytes)."""
        if isinstance(body, bytes):
            self.send_response(200)
            self.send_header("Content-Type", status)
            self.send_header("Content-Disposition", f'attachment; filename="sent.{status.split("/")[1]}"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super()._send(status, body)

    def do_GET(self) -> None:
        if self.path.startswith("/film/"):
            return self._send(*self.world.media.get(self.path.split("/")[2], (404, {})))
        return super().do_GET()


def _no(number: int, words: str) -> dict[str, Any]:
    return {"errcode": number, "errmsg": words}


if __name__ == "__main__":
    Official.serve()
