"""Feishu (飞书): `code` says what is wrong, with a status of 4xx; too often is 99991400, and a header says how long."""

from __future__ import annotations

import json
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

BUSY = {99991400, 230020, 1000004, 1000005, 11232, 2200}  # by app, by receiver, and its own trouble
NOBODY = {230013, 230029, 230034, 230035}  # not in the app's reach, left, or no such id
NOT_LET_IN = {
    99991672,
    99991679,
    99991401,
    99991662,
    230006,
    230018,
    230027,
}  # a right, the address, no robot
PAGE = 50


class Feishu(StaffPlatform):
    code: ClassVar[str] = "feishu"
    old_key: ClassVar[Set[int]] = frozenset(
        {99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677}
    )
    says: ClassVar[str] = "code"
    at_once: ClassVar[int] = 1
    calls_a_minute: ClassVar[int] = 800  # of 1000
    cards_a_minute: ClassVar[int] = 60  # it takes 5 a second
    root_departments: ClassVar[tuple[str, ...]] = ("0",)

    @property
    def company(self) -> str:
        return self.given["app_id"]

    @property
    def can_send(self) -> bool:
        return True

    @property
    def key_name(self) -> str:
        return "feishu"

    def fetch_key(self) -> tuple[str, int]:
        asked = {"app_id": self.given["app_id"], "app_secret": self.given["secret"]}
        url = f"{self.given['api']}/open-apis/auth/v3/tenant_access_token/internal"
        found = self.ask("POST", url, json=asked)
        if found.get("code") in BUSY:
            raise self.error(found)
        if found.get("code") != 0 or not found.get("tenant_access_token"):
            raise PlatformError("key", found.get("code"), str(found.get("msg", "")))
        return found["tenant_access_token"], int(found["expire"])

    def send_card(self, receivers: Sequence[str], card: Card) -> Sent:
        """One receiver: it has no call for several of them that keeps the same card once."""
        [receiver] = receivers
        found = self._ask(
            "POST",
            "/open-apis/im/v1/messages",
            params={"receive_id_type": "open_id"},
            json={
                "receive_id": receiver, "msg_type": "interactive", "uuid": card.once_key[:50],
                "content": json.dumps(drawn(card), ensure_ascii=False),
            },
            may_be=NOBODY,
        )  # fmt: skip
        if found["code"] in NOBODY:
            return Sent("", frozenset(receivers))
        return Sent(found["data"]["message_id"])

    def departments(self) -> Iterator[PlatformDepartment]:
        asked = {"fetch_child": "true", "department_id_type": "open_department_id", "page_size": PAGE}
        for one in self._pages("/open-apis/contact/v3/departments/0/children", asked):
            above = one.get("parent_department_id") or ""
            yield PlatformDepartment(one["open_department_id"], one["name"], "" if above == "0" else above)

    def members(self, department_id: str) -> Iterator[PlatformMember]:
        asked = {
            "department_id": department_id, "department_id_type": "open_department_id", "user_id_type": "open_id",
            "page_size": PAGE,
        }  # fmt: skip
        for one in self._pages("/open-apis/contact/v3/users/find_by_department", asked):
            state = one.get("status") or {}
            yield PlatformMember(
                id=one["open_id"],
                name=one.get("name", ""),
                number=one.get("employee_no") or "",
                email=one.get("enterprise_email") or one.get("email") or "",
                mobile=(one.get("mobile") or "").removeprefix("+86"),
                position=one.get("job_title") or "",
                departments=tuple(one.get("department_ids", ())),
                is_active=not any(state.get(name) for name in ("is_resigned", "is_frozen", "is_exited")),
            )

    def _pages(self, path: str, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        page_token = ""
        while True:
            params = asked | ({"page_token": page_token} if page_token else {})
            data = self._ask("GET", path, params=params)["data"]
            yield from data.get("items") or ()
            page_token = data.get("page_token") or ""
            if not data.get("has_more") or not page_token:
                return

    def _ask(self, method: str, path: str, *, may_be: Set[int] = frozenset(), **given: Any) -> dict[str, Any]:
        url = self.given["api"] + path
        return self.with_key(
            lambda key: self.ask(method, url, headers={"Authorization": f"Bearer {key}"}, **given),
            may_be=may_be,
        )

    def error(self, found: dict[str, Any]) -> PlatformError:
        code = found.get("code")
        kind = "busy" if code in BUSY else "key" if code in NOT_LET_IN | self.old_key else "refused"
        return PlatformError(kind, code, str(found.get("msg", "")), wait=found.get("_wait"))


def drawn(card: Card) -> dict[str, Any]:
    """The card as Feishu draws it, for a person or a group."""
    button = {
        "tag": "button", "text": {"tag": "plain_text", "content": card.button}, "type": "primary", "url": card.url,
    }  # fmt: skip
    elements: list[dict[str, Any]] = [{"tag": "div", "text": {"tag": "lark_md", "content": card.words}}]
    if card.url:
        elements.append({"tag": "action", "actions": [button]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {"title": {"tag": "plain_text", "content": card.title}, "template": "blue"},
        "elements": elements,
    }
