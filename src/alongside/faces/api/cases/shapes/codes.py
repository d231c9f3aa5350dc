"""The codes of cases, and who and what they are about."""

from __future__ import annotations

from typing import Literal

from alongside.faces.api.texts import Out

KindCode = Literal["complaint", "repair", "enquiry", "suggestion", "praise", "dispute", "privacy"]
ChannelCode = Literal[
    "phone", "email", "wechat", "sms", "web", "chat", "portal", "walk_in", "letter", "hotline", "other"
]
SeverityCode = Literal[1, 2, 3, 4]
StateCode = Literal[
    "received", "acknowledged", "investigating", "proposed", "agreed", "handling", "resolved", "confirmed",
    "closed", "archived", "rejected", "withdrawn",
]  # fmt: skip


class CustomerName(Out):
    """The customer, by name; contact points are asked for at the customer."""

    id: int
    name: str


class UnitName(Out):
    """The unit, as people say it."""

    id: int
    label: str
