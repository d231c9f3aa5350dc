"""DingTalk (钉钉): the key from the newer interface, people and work notices from the older one with its `errcode`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, ClassVar

from alongside.kernel.staff_platform import (
    Card,
    PlatformDepartment,
    PlatformError,
    PlatformMember,
    Sent,
    StaffPlatform,
)

BUSY_SUBCODES = {"90002", "90005", "90006", "90008", "90009", "90010", "90014", "90018", "90022"}
BUSY = {-1, 90002, 90005, 90018}  # besides 88 with one of those: by app, by interface, by company
NOBODY = {33012, 40078, 60121}  # none of the receivers is a member
NOT_LET_IN = {40089, 52013, 52014, 60011, 60020, 400002, 50002}
ROOT = "1"
PAGE = 100


class DingTalk(StaffPlatform):
    code: ClassVar[str] = "dingtalk"
    old_key: ClassVar[Set[int]] = frozenset({40014, 42001})
    at_once: ClassVar[int] = 100
    calls_a_minute: ClassVar[int] = 300
    cards_a_minute: ClassVar[int] = 20
    root_departments: ClassVar[tuple[str, ...]] = (ROOT,)

    @property
    def can_send(self) -> bool:
        return bool(self.given.get("agent_id"))

    @property
    def key_name(self) -> str:
        return "dingtalk"

    def fetch_key(self) -> tuple[str, int]:
        asked = {"appKey": self.given["client_id"], "appSecret": self.given["client_secret"]}
        found = self.ask("POST", f"{self.given['api']}/v1.0/oauth2/accessToken", json=asked)
        if not found.get("accessToken"):
            code = str(found.get("code", ""))
            kind = "busy" if "QpsLimit" in code or "Throttling" in code else "key"
            raise PlatformError(kind, code, str(found.get("message", "")), wait=found.get("_wait"))
        return found["accessToken"], int(found["expireIn"])

    def send_card(self, receivers: Sequence[str], card: Card) -> Sent:
        found = self._ask(
            "/topapi/message/corpconversation/asyncsend_v2",
            {
                "agent_id": int(self.given["agent_id"]),
                "userid_list": ",".join(receivers),
                "to_all_user": False,
                "msg": {
                    "msgtype": "action_card",
                    "action_card": {
                        "title": card.title, "markdown": f"### {card.title}\n\n{card.words}",
                        "single_title": card.button, "single_url": card.url,
                    },
                },
            },
            may_be=NOBODY,
        )  # fmt: skip
        if found["errcode"] in NOBODY:
            return Sent("", frozenset(receivers))
        return Sent(str(found.get("task_id", "")))

    def departments(self) -> Iterator[PlatformDepartment]:
        waiting = [ROOT]
        while waiting:
            above = waiting.pop(0)
            found = self._ask("/topapi/v2/department/listsub", {"dept_id": int(above)})
            for one in found["result"]:
                made = PlatformDepartment(str(one["dept_id"]), one["name"], str(one["parent_id"]))
                waiting.append(made.id)
                yield made

    def members(self, department_id: str) -> Iterator[PlatformMember]:
        cursor = 0
        while True:
            asked = {"dept_id": int(department_id), "cursor": cursor, "size": PAGE}
            page = self._ask("/topapi/v2/user/list", asked)["result"]
            for one in page["list"]:
                yield PlatformMember(
                    id=one["userid"],
                    name=one.get("name", ""),
                    number=one.get("job_number") or "",
                    email=one.get("org_email") or one.get("email") or "",
                    mobile=one.get("mobile") or "",
                    position=one.get("title") or "",
                    departments=tuple(str(each) for each in one.get("dept_id_list", ())),
                )
            if not page.get("has_more"):
                return
            cursor = page["next_cursor"]

    def _ask(self, path: str, body: dict[str, Any], *, may_be: Set[int] = frozenset()) -> dict[str, Any]:
        url = self.given["old_api"] + path
        return self.with_key(
            lambda key: self.ask("POST", url, params={"access_token": key}, json=body), may_be=may_be
        )

    def error(self, found: dict[str, Any]) -> PlatformError:
        code = found.get("errcode")
        is_busy = code in BUSY or (code == 88 and str(found.get("sub_code")) in BUSY_SUBCODES)
        kind = "busy" if is_busy else "key" if code in NOT_LET_IN | self.old_key | {88} else "refused"
        said = f"{found.get('errmsg', '')} {found.get('sub_msg', '')}"
        shown = f"{code}/{found['sub_code']}" if found.get("sub_code") else code
        return PlatformError(kind, shown, said.strip(), wait=found.get("_wait"))
