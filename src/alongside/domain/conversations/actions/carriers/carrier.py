"""What a way out is (CHN-7): who carries a delivery to its reader, and what an account at a provider consists of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models import Account, Channel, Delivery
from alongside.domain.conversations.rules.texting import QUIET


class NotCarried(Exception):
    """It did not go. `words`: what the other side said, without the reader's address.

    `is_final`: it will never take this one. `next_channel`: another channel may reach them. `wait`: not sooner.
    `is_unsure`: it may have taken it all the same; `find` is asked before anything is done again. `of_account`: every
    other message would fare the same, so the others wait while this one tries. `nobody_knows`: it may have arrived and
    the other side cannot be asked, nor does it know the same again: people decide whether it is said once more.
    """

    def __init__(
        self,
        words: str,
        *,
        code: str = "",
        is_final: bool = False,
        next_channel: bool = False,
        wait: timedelta | None = None,
        is_unsure: bool = False,
        of_account: bool = False,
        nobody_knows: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.code = code
        self.is_final = is_final or next_channel
        self.next_channel = next_channel
        self.wait = wait
        self.is_unsure = is_unsure or nobody_knows
        self.nobody_knows = nobody_knows
        self.of_account = of_account


@dataclass(frozen=True)
class Option:
    """One thing that an account of this provider needs to be told, as a form asks for it.

    `kind`: text, long (several lines), number, yes, url; `choices` make it a choice.
    """

    name: str
    label: Any
    help: Any = ""
    kind: str = "text"
    is_required: bool = True
    choices: tuple[tuple[str, Any], ...] = ()
    initial: Any = ""


# What the outbox keeps for an account of any channel that has limits of its own (CHN-7).
LIMITS = (
    Option(
        "daily_quota",
        _("At most in a day"),
        _("What is more goes over the next channel, or tomorrow. Empty: no limit."),
        kind="number",
        is_required=False,
    ),
    Option(
        "quiet_from",
        _("Quiet from"),
        _("What is not urgent waits for the morning; sign-in codes and what protects life do not."),
        is_required=False,
        initial=QUIET[0],
    ),
    Option("quiet_until", _("Quiet until"), is_required=False, initial=QUIET[1]),
)


class Carrier(ABC):
    """One provider of one channel. Nothing is asked over the network but in `send` and `check`."""

    provider: ClassVar[str]
    channel: ClassVar[Channel]
    label: ClassVar[Any]
    options: ClassVar[tuple[Option, ...]] = ()
    secrets: ClassVar[tuple[Option, ...]] = ()
    longest: ClassVar[int] = 2_000  # characters of an answer
    takes_files: ClassVar[bool] = False
    has_texts: ClassVar[bool] = False  # the provider approves texts before they may be sent
    text_variables: ClassVar[tuple[str, ...]] = ()  # what fills them besides what the letter gives

    @abstractmethod
    def send(self, delivery: Delivery, *, now: datetime) -> str:
        """Carry it; what the other side calls it, or "". Raises NotCarried; whatever else is raised is tried again.

        The row is locked meanwhile, and `delivery.once_key` is the same for every try.
        """

    def may_send(self, delivery: Delivery) -> bool:
        """Whether there is a way out at all; else it stays in the outbox."""
        return delivery.account is not None and delivery.account.is_active

    def cleaned(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options as they are kept. Raises Refused naming the field."""
        return options

    def check_text(self, text: str) -> None:
        """Whether an approved text is written as this provider needs it. Raises Refused naming the field "text"."""
        return

    def addresses(self, account: Account, customers: Collection[int], *, now: datetime) -> dict[int, str]:
        """Where they can be written to though they did not write first, by customer. One query for many; nobody, where
        this channel only answers."""
        return {}

    def find(self, delivery: Delivery, *, now: datetime) -> str | None:
        """A try ended without our knowing how: what the other side calls it if it took it, None if it did not. Raises
        NotCarried while nobody knows. A channel to which the same again does no harm sends again."""
        return None

    def check(self, account: Account) -> Any:
        """Ask the provider whether it knows us; words for whoever looks. Raises Refused naming the field."""
        return ""
