"""WeCom (企业微信): `errcode` says what is wrong, with status 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, ClassVar

from alongside.kernel.staff_platform import (
    Card,
    PlatformDepartment,
    PlatformError,
    PlatformMember,
    Sent,
    StaffPlatform,
)

BUSY = {-1, 45009, 45033, 45011}  # too often, too many at the same time, too fast; -1: the platform itself
NOBODY = {81013, 60111, 40031}  # none of the receivers is a member who may see the app
NOT_LET_IN = {40013, 40056, 41002, 48002, 60011, 60020, 301002, 50001}  # app, right, or the machine's address
TITLE_BYTES, WORDS_BYTES = 128, 512
SAME_FOR = 14_400  # seconds within which the same card to the same people is one


class WeCom(StaffPlatform):
    code: ClassVar[str] = "wecom"
    old_key: ClassVar[Set[int]] = frozenset(
        {40014, 42001, 40001}
    )  # invalid, expired, or renewed by somebody else
    at_once: ClassVar[int] = 1000
    calls_a_minute: ClassVar[int] = 300
    cards_a_minute: ClassVar[int] = 20  # it drops what is above 30

    @property
    def can_send(self) -> bool:
        return bool(self.given.get("agent_id"))

    @property
    def key_name(self) -> str:
        return f"wecom/{self.given['agent_id']}"[:20]

    def fetch_key(self) -> tuple[str, int]:
        asked = {"corpid": self.given["corp_id"], "corpsecret": self.given["secret"]}
        found = self.ask("GET", f"{self.given['api']}/cgi-bin/gettoken", params=asked)
        if found.get("errcode") in BUSY:
            raise self.error(found)
        if found.get("errcode") != 0 or not found.get("access_token"):
            raise PlatformError("key", found.get("errcode"), str(found.get("errmsg")))
        return found["access_token"], int(found["expires_in"])

    def send_card(self, receivers: Sequence[str], card: Card) -> Sent:
        found = self._ask(
            "POST",
            "/cgi-bin/message/send",
            json={
                "touser": "|".join(receivers),
                "msgtype": "textcard",
                "agentid": int(self.given["agent_id"]),
                "textcard": {
                    "title": _cut(card.title, TITLE_BYTES), "description": _cut(card.words, WORDS_BYTES),
                    "url": card.url, "btntxt": card.button[:4],
                },
                "enable_duplicate_check": 1,
                "duplicate_check_interval": SAME_FOR,
            },
            may_be=NOBODY,
        )  # fmt: skip
        if found["errcode"] in NOBODY:
            return Sent("", frozenset(receivers))
        lost = "|".join(str(found.get(one) or "") for one in ("invaliduser", "unlicenseduser")).lower()
        there = {one.lower(): one for one in receivers}  # it answers in small letters
        unreachable = frozenset(there[one] for one in lost.split("|") if one in there)
        return Sent(str(found.get("msgid", "")), unreachable)

    def departments(self) -> Iterator[PlatformDepartment]:
        for one in self._ask("GET", "/cgi-bin/department/list")["department"]:
            name = one.get("name") or str(one["id"])
            yield PlatformDepartment(str(one["id"]), name, str(one.get("parentid") or ""))

    def members(self, department_id: str) -> Iterator[PlatformMember]:
        found = self._ask("GET", "/cgi-bin/user/list", params={"department_id": department_id})
        for one in found["userlist"]:
            yield PlatformMember(
                id=one["userid"],
                name=one.get("name", ""),
                number=one["userid"],
                email=one.get("biz_mail") or one.get("email") or "",
                mobile=one.get("mobile") or "",
                position=one.get("position") or "",
                departments=tuple(str(each) for each in one.get("department", ())),
                is_active=one.get("status") in (None, 1, 4),
            )

    def _ask(
        self, method: str, path: str, *, may_be: Set[int] = frozenset(), params: Mapping[str, str] | None = None, **given: Any
    ) -> dict[str, Any]:  # fmt: skip
        url = self.given["api"] + path
        return self.with_key(
            lambda key: self.ask(method, url, params={**(params or {}), "access_token": key}, **given),
            may_be=may_be,
        )

    def error(self, found: dict[str, Any]) -> PlatformError:
        code = found.get("errcode")
        kind = "busy" if code in BUSY else "key" if code in NOT_LET_IN | self.old_key else "refused"
        words = str(found.get("errmsg", "")).split(", hint")[0].split(", from ip")[0]
        return PlatformError(kind, code, words, wait=found.get("_wait"))


def _cut(words: str, size: int) -> str:
    """At most so many bytes, whole characters."""
    return words if len(words.encode()) <= size else words.encode()[: size - 3].decode(errors="ignore") + "…"
