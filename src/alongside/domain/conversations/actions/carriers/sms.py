"""What every carrier of SMS has (CHN-4): a text that its gateway approved, the number as it is dialled, and which of the
gateway's codes mean this message, this number or the whole account."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from alongside.domain.conversations.actions.carriers.approved import approved_text
from alongside.domain.conversations.actions.carriers.carrier import Carrier, NotCarried
from alongside.domain.conversations.models import Account, Channel, Delivery
from alongside.domain.conversations.rules.texting import filled, variables_in
from alongside.domain.customers.queries import phones_of
from alongside.kernel.sms.gateway import GatewayError, Sms
from alongside.kernel.sms.length import parts, signed

THROTTLED = timedelta(seconds=20)
THROTTLING = ("Throttling", "RequestLimitExceeded")  # how codes begin that ask us to be slower


class SmsCarrier(Carrier):
    """One gateway. `of_all`: codes by which every other message would fare the same; `of_this`: of this message or
    number, which another channel may reach; `waits`: not sooner than that."""

    channel = Channel.SMS
    longest = 300
    has_texts = True
    of_all: ClassVar[frozenset[str]]
    of_this: ClassVar[frozenset[str]]
    waits: ClassVar[Mapping[str, timedelta]] = {}

    @abstractmethod
    def hand_over(self, account: Account, sms: Sms, *, now: datetime) -> str:
        """The gateway's number of it. Raises GatewayError. `sms.phone` is international, with its plus sign."""

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        account, chosen = account_of(delivery), approved_text(delivery)
        if chosen is None:
            raise NotCarried("no template", code="no_template", next_channel=True)
        template, variables = chosen
        sign_name = account.options.get("sign_name", "")
        whole = signed(filled(template.text, variables), sign_name)
        delivery.parts = parts(whole)
        wanted = {name: variables.get(name, "") for name in variables_in(template.text)}
        sms = Sms(delivery.recipient, sign_name, template.vendor_code, wanted, out_id=str(delivery.pk))
        try:
            number = self.hand_over(account, sms, now=now)
        except GatewayError as error:
            raise self.not_carried(error, delivery) from error
        delivery.body_text = (
            whole  # only now: the next try is filled from what was written, without signature
        )
        return number

    def addresses(self, account: Account, customers: Collection[int], *, now: datetime) -> dict[int, str]:
        return phones_of(customers)

    def not_carried(self, error: GatewayError, delivery: Delivery, *, is_unsure: bool = False) -> NotCarried:
        """Without the number, however the gateway writes it."""
        words = f"{error.code} {error.words}".replace(delivery.recipient.removeprefix("+86"), "…").strip()
        is_throttled = error.code.startswith(THROTTLING)
        return NotCarried(
            words,
            code=error.code,
            next_channel=error.code in self.of_this,
            wait=THROTTLED if is_throttled else self.waits.get(error.code),
            is_unsure=is_unsure or error.is_unsure,
            of_account=is_throttled or error.code in self.of_all,
        )


def account_of(delivery: Delivery) -> Account:
    if delivery.account is None:
        raise NotCarried("no account", is_final=True)
    return delivery.account
