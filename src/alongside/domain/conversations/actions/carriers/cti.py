"""A call centre in the cloud as an account: what it needs to be told. Nothing is sent over it (CHN-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import Carrier, NotCarried, Option
from alongside.domain.conversations.models import Account, Channel, Delivery


class CtiCarrier(Carrier):
    """Calls come as signed events; recordings are fetched from `base`."""

    provider = "cti"
    channel = Channel.PHONE
    label = _("Call centre (CTI)")
    options = (
        Option(
            "base", _("Address of its recordings"), _("Where recordings are fetched, by their name."), kind="url"
        ),
        Option(
            "control", _("Address for dialling"), _("Where calls from the desk are asked for; empty: nobody dials from here."),
            kind="url", is_required=False,
        ),
        Option(
            "answered_within", _("To be answered within (s)"), _("For the service level of the queues."), kind="number",
            initial=20,
        ),
    )  # fmt: skip
    secrets = (
        Option("key", pgettext_lazy("call centre", "Key"), _("By which the call centre knows us.")),
        Option("secret", pgettext_lazy("call centre", "Secret"), _("With which both sides sign.")),
    )

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        raise NotCarried("nothing is written over a telephone", is_final=True, next_channel=True)

    def may_send(self, delivery: Delivery) -> bool:
        return False

    def check(self, account: Account) -> Any:
        """It calls us, and tells by itself whether that goes well."""
        if account.heard_at is None:
            return gettext("No event has come yet. Enter the address and the secret in the call centre.")
        return gettext("Events come in.")
