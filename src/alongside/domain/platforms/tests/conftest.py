"""What the tests of platforms share: the programs that speak their protocols, each started once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.fakes.running import running

from alongside.domain.organisation.actions.outside import bind_identity
from alongside.domain.organisation.models import OutsideToken, StaffMember
from alongside.kernel.actor import SYSTEM

GIVEN = {
    "wecom": {"corp_id": "ww12345", "agent_id": "1000002", "secret": "wecom-secret"},
    "dingtalk": {
        "client_id": "dingabc",
        "client_secret": "dingtalk-secret",
        "corp_id": "ding-corp",
        "agent_id": "54321",
    },
    "feishu": {"app_id": "cli_a1b2", "secret": "feishu-secret"},
}


@dataclass
class There:
    """One platform, as the test holds it from outside."""

    code: str
    url: str

    def say(self, **what: Any) -> None:
        """What happens next (tests/fakes/platform_of_fakes.py)."""
        httpx.post(f"{self.url}/test", json=what)

    def sent(self) -> list[dict[str, Any]]:
        return httpx.get(f"{self.url}/sent").json()

    def asked(self, path: str) -> int:
        return httpx.get(f"{self.url}/test").json().get(path, 0)

    def bind(self, staff: StaffMember, member: str, *, now: Any) -> None:
        given = GIVEN[self.code]
        company = given.get("corp_id") or given["app_id"]
        bind_identity(staff, provider=self.code, subject=f"{company}/{member}", by=SYSTEM, now=now)


def _there(code: str) -> Any:
    @pytest.fixture(scope="session", name=f"{code}_runs")
    def runs() -> Iterator[str]:
        with running(code) as url:
            yield url

    return runs


wecom_runs, dingtalk_runs, feishu_runs = _there("wecom"), _there("dingtalk"), _there("feishu")


def _set_up(code: str, url: str, settings: Any) -> There:
    addresses = {"api": url, "old_api": url, "login": url}
    settings.SIGN_IN_ELSEWHERE = settings.SIGN_IN_ELSEWHERE | {code: GIVEN[code] | addresses}
    OutsideToken.objects.all().delete()
    there = There(code, url)
    there.say(fresh=True, departments=[], members=[], page=100)
    return there


@pytest.fixture
def wecom(wecom_runs, settings, db) -> There:
    return _set_up("wecom", wecom_runs, settings)


@pytest.fixture
def dingtalk(dingtalk_runs, settings, db) -> There:
    return _set_up("dingtalk", dingtalk_runs, settings)


@pytest.fixture
def feishu(feishu_runs, settings, db) -> There:
    return _set_up("feishu", feishu_runs, settings)
