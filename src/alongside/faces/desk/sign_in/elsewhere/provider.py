"""What every sign-in of elsewhere is: where the person is sent, and who came back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from alongside.kernel.later import Later
from alongside.kernel.refusals import Refused

httpx = Later("httpx")
SECONDS, SECONDS_TO_CONNECT = 8.0, 4.0


class ProviderDown(Refused):
    """It does not answer, or not what its protocol says. Trying later may help; the password does."""

    code = "provider_down"


class NotLetIn(Refused):
    """It says no, or what came back is not what was asked for: begin anew."""

    code = "not_let_in"


@dataclass(frozen=True)
class Known:
    """Who somebody is there. `username` or `email` may find them here the first time; neither: they must be bound."""

    subject: str
    username: str = ""
    email: str = ""
    sign_out_url: str = ""


@dataclass(frozen=True)
class Leaving:
    """Where the browser is sent, and what must be remembered until it comes back."""

    url: str
    kept: dict[str, str] = field(default_factory=dict)


class Provider(ABC):
    """One provider with what is configured of it. Nothing is asked over the network before somebody signs in."""

    code: ClassVar[str]
    icon: ClassVar[str] = "building"

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    @property
    @abstractmethod
    def name(self) -> Any:
        """What people call it, in their language."""

    @abstractmethod
    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        """`back`: the address to return to. `is_inside`: the browser is the provider's own."""

    @abstractmethod
    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        """ProviderDown or NotLetIn where nobody came back for certain."""

    def is_inside(self, user_agent: str) -> bool:
        """Whether this browser is the one inside the provider's app, where no QR code is needed."""
        return False


def timeout() -> Any:
    """How long httpx waits for a provider."""
    return httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)


def down(name: Any) -> ProviderDown:
    return ProviderDown(
        _("%(name)s does not answer at the moment. Sign in with name and password, or try again in a minute.")
        % {"name": name}
    )


def refused() -> NotLetIn:
    return NotLetIn(_("This sign-in was cancelled, or took too long. Begin again."))


def ask(name: Any, method: str, url: str, **given: Any) -> Any:
    """The JSON object that an address answers with, whatever its status. ProviderDown when there is none."""
    try:
        with httpx.Client(timeout=timeout()) as client:
            answer = client.request(method, url, **given)
            found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise down(name) from error
    if answer.status_code >= 500 or not isinstance(found, dict):
        raise down(name)
    return found
