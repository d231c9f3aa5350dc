"""A platform where staff already are, as far as we need it: cards to people, and who works there (ORG-11).

Each platform is a module of its own (`wecom`, `dingtalk`, `feishu`). The company's key is fetched by whoever keeps it
for all processes (`Keeper`), for the platforms ration it. Times end: a platform that hangs costs `SECONDS` a call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from alongside.kernel.later import Later

httpx = Later("httpx")
SECONDS, SECONDS_TO_CONNECT = 8.0, 4.0
LONGEST_WAIT = 3600

# (how to fetch one: key and seconds, the key that was refused just now or "") -> the key
Keeper = Callable[[Callable[[], tuple[str, int]], str], str]


class PlatformError(Exception):
    """`kind`: "down" (no answer, or nonsense), "busy" (asked too often; `wait` seconds where it says), "key" (it lets
    our app not in, or not do this), "refused" (this very thing, for good). No keys and no people in the words."""

    def __init__(self, kind: str, code: Any = "", words: str = "", *, wait: int | None = None) -> None:
        super().__init__(f"{code} {words}".strip()[:200])
        self.kind, self.code, self.wait = kind, str(code), wait


@dataclass(frozen=True)
class Card:
    """A message with a link. `once_key` is the same whenever the same card is sent again (ASCII, 50 characters)."""

    title: str
    words: str
    url: str
    button: str
    once_key: str


@dataclass(frozen=True)
class Sent:
    """Its number there, and who of the receivers it does not reach, for good."""

    external_id: str
    unreachable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlatformDepartment:
    id: str
    name: str
    parent_id: str


@dataclass(frozen=True)
class PlatformMember:
    """`id` is what cards are sent to. `number` is the staff number; empty what the platform does not tell."""

    id: str
    name: str
    number: str = ""
    email: str = ""
    mobile: str = ""
    position: str = ""
    departments: tuple[str, ...] = ()
    is_active: bool = True


class StaffPlatform(ABC):
    """The company's own app on one platform. `with` keeps its connection open for several calls."""

    code: ClassVar[str]
    at_once: ClassVar[int]  # receivers of one call
    calls_a_minute: ClassVar[int]  # with a reserve below what the platform allows
    cards_a_minute: ClassVar[int]  # to one person
    root_departments: ClassVar[tuple[str, ...]] = ()  # those that `departments` does not name
    says: ClassVar[str] = "errcode"  # where an answer says what went wrong, 0 for nothing
    old_key: ClassVar[Set[int]]  # what it says where the key has run out

    def __init__(self, given: Mapping[str, str], keeper: Keeper) -> None:
        self.given, self._keeper = given, keeper
        self._client: Any = None

    def __enter__(self) -> Self:
        self._client = httpx.Client(timeout=timeout())
        return self

    def __exit__(self, *what: object) -> None:
        self._client.close()
        self._client = None

    @property
    def company(self) -> str:
        """Stands before a member's id where it is bound: ids of another company or app are not these."""
        return self.given["corp_id"]

    @property
    @abstractmethod
    def can_send(self) -> bool:
        """Whether enough is configured to send cards."""

    @property
    @abstractmethod
    def key_name(self) -> str:
        """Under which name the company's key is kept."""

    @abstractmethod
    def fetch_key(self) -> tuple[str, int]:
        """A new key and for how many seconds."""

    @abstractmethod
    def send_card(self, receivers: Sequence[str], card: Card) -> Sent:
        """To at most `at_once` people. Sent twice with the same `once_key`, they see one where the platform can."""

    @abstractmethod
    def departments(self) -> Iterator[PlatformDepartment]:
        """All that the app may see, parents first."""

    @abstractmethod
    def members(self, department_id: str) -> Iterator[PlatformMember]:
        """Who belongs to one department itself, page by page."""

    @abstractmethod
    def error(self, found: dict[str, Any]) -> PlatformError:
        """What an answer means that is no yes."""

    def key(self, spent: str = "") -> str:
        return self._keeper(self.fetch_key, spent)

    def with_key(
        self, call: Callable[[str], dict[str, Any]], *, may_be: Set[int] = frozenset()
    ) -> dict[str, Any]:
        """What is answered to a call with the key; once more with a new one where it has run out.

        PlatformError for any no but those in `may_be`.
        """
        key = self.key()
        found = call(key)
        if found.get(self.says) in self.old_key:
            found = call(self.key(spent=key))
        if found.get(self.says) == 0 or found.get(self.says) in may_be:
            return found
        raise self.error(found)

    def ask(self, method: str, url: str, **given: Any) -> dict[str, Any]:
        """As `ask`, over the open connection."""
        return ask(method, url, client=self._client, **given)


def timeout() -> Any:
    return httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)


def ask(method: str, url: str, *, client: Any = None, **given: Any) -> dict[str, Any]:
    """The JSON object that is answered, whatever its status below 500. PlatformError "down" or "busy" else."""
    try:
        if client is None:
            with httpx.Client(timeout=timeout()) as own:
                answer = own.request(method, url, **given)
        else:
            answer = client.request(method, url, **given)
        found = answer.json() if answer.content else None
    except httpx.HTTPError as error:  # its words may hold the address, and that the key
        raise PlatformError("down", "", type(error).__name__) from error
    except ValueError as error:
        raise PlatformError("down", answer.status_code, "no JSON") from error
    wait = _wait_of(answer.headers)
    if answer.status_code == 429:
        raise PlatformError("busy", 429, "too many requests", wait=wait)
    if answer.status_code >= 500 or not isinstance(found, dict):
        raise PlatformError("down", answer.status_code)
    if wait is not None:
        found["_wait"] = wait
    return found


def _wait_of(headers: Mapping[str, str]) -> int | None:
    """Seconds, from whichever header says them."""
    for name in ("x-ogw-ratelimit-reset", "retry-after"):
        if (value := headers.get(name, "")).isdecimal():
            return min(max(int(value), 1), LONGEST_WAIT)
    return None
