"""WeChat's pushing of messages to us: signed, sealed, three times when nobody answers within five seconds."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import wechat_sealing as sealing
from wechat import WeChat

ACCOUNT = "gh_alongside"
TRIES, PATIENCE = 3, 5.0
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"


class Pushing(WeChat):
    lock: Any
    world: Any

    def _now(self) -> float:
        """The hour that it is there."""
        return time.time() / 3600 + self.world.hours

    def _push(self, body: dict[str, Any]) -> Any:
        with self.lock:
            world = self.world
            world.numbers += 1
            fields = {
                "ToUserName": ACCOUNT,
                "FromUserName": "zhou@wxofficial",
                "CreateTime": int(time.time()),
                **body["fields"],
            }
            if fields.get("MsgType") != "event":
                fields.setdefault("MsgId", str(world.numbers))
            person = fields["FromUserName"]
            if fields.get("Event") == "unsubscribe":
                world.followers.discard(person)
            elif not str(fields.get("Event", "")).lower().startswith(("templatesend", "subscribe_msg")):
                world.followers.add(person)
                world.heard[person], world.count[person] = self._now(), 0
        query, raw = sealing.pushed(fields, mode=body.get("mode", "aes"))
        url, patience = f"{body['to']}?{urlencode(query)}", float(body.get("patience", PATIENCE))
        if at_once := body.get("at_once"):
            with ThreadPoolExecutor(at_once) as pool:
                return {"tries": list(pool.map(lambda _one: _once(url, raw, patience), range(at_once)))}
        tries: list[dict[str, Any]] = []
        while len(tries) < TRIES and (not tries or tries[-1]["status"] != 200):
            tries.append(_once(url, raw, patience))
        return {"tries": tries, "shown": _shown(tries[-1])}

    def _verify(self, body: dict[str, Any]) -> bool:
        asked = {
            "signature": sealing.sign(sealing.TOKEN, sealing.AT, sealing.NONCE),
            "timestamp": sealing.AT,
            "nonce": sealing.NONCE,
            "echostr": "5837397520665436492",
        }
        with urllib.request.urlopen(f"{body['to']}?{urlencode(asked)}", timeout=PATIENCE) as answer:
            return answer.read() == asked["echostr"].encode()


def _once(url: str, raw: bytes, patience: float) -> dict[str, Any]:
    began = time.monotonic()
    request = urllib.request.Request(url, data=raw, headers={"Content-Type": "text/xml"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=patience) as answer:
            status, told = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, told = error.code, ""
    except OSError:
        status, told = 0, ""
    return {"status": status, "answer": told, "seconds": round(time.monotonic() - began, 2)}


def _shown(last: dict[str, Any]) -> str:
    if last["status"] != 200:
        return OUT_OF_ORDER
    try:
        return sealing.shown(last["answer"])
    except (AssertionError, ValueError, SyntaxError):
        return OUT_OF_ORDER
