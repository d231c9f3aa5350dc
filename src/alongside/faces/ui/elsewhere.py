"""What every sign-in of elsewhere is, of staff and of owners: where the person is sent, and who came back (INF-6).

What was sent away with comes back once, to the same browser, within ten minutes.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from alongside.kernel.later import Later
from alongside.kernel.refusals import Refused

httpx = Later("httpx")
SECONDS, SECONDS_TO_CONNECT = 8.0, 4.0
KEPT = "sign_in_elsewhere"
LONGEST = timedelta(minutes=10)


class ProviderDown(Refused):
    """It does not answer, or not what its protocol says. Trying later may help; the password does."""

    code = "provider_down"


class NotLetIn(Refused):
    """It says no, or what came back is not what was asked for: begin anew."""

    code = "not_let_in"


@dataclass(frozen=True)
class Known:
    """Who somebody is there. `username` or `email` may find them here the first time; neither: they must be bound.

    `union`: one more id of theirs, the same for several programs of one company.
    """

    subject: str
    union: str = ""
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

    def __init__(self, given: Mapping[str, Any]) -> None:
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


def leave(
    request: HttpRequest, provider: Provider, *, back: str, now: datetime, **kept: Any
) -> HttpResponseRedirect:
    """Send the browser there; `kept` is given back by `came_back`. Raises ProviderDown."""
    state = secrets.token_urlsafe(24)
    is_inside = provider.is_inside(request.headers.get("User-Agent", ""))
    leaving = provider.send_away(back=back, state=state, is_inside=is_inside, now=now)
    request.session[KEPT] = {
        **kept,
        "provider": provider.code,
        "state": state,
        "kept": leaving.kept,
        "at": now.timestamp(),
    }
    return HttpResponseRedirect(leaving.url)


def came_back(request: HttpRequest, provider: Provider, *, now: datetime) -> dict[str, Any] | None:
    """What the browser left with, once; None for an answer to no question of this browser, or too late."""
    kept = request.session.pop(KEPT, None) or {}
    if (
        kept.get("provider") != provider.code
        or not constant_time_compare(kept.get("state", ""), request.GET.get("state", ""))
        or now.timestamp() - kept.get("at", 0) > LONGEST.total_seconds()
    ):
        return None
    return kept


def down(name: Any) -> ProviderDown:
    return ProviderDown(
        _("%(name)s does not answer at the moment. Sign in the other way, or try again in a minute.")
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
