"""For what a customer's data may be used, and whether they may be contacted now (CUS-1, CUS-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from alongside.domain.customers import actions
from alongside.domain.customers.models import Consent, Customer, Purpose
from alongside.domain.customers.queries import PurposeState, consents_of, purposes_of
from alongside.domain.customers.queries import may_contact as permit_for
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.gate import ApiRequest, named
from alongside.faces.api.texts import Code, Id, In, Line, Out
from alongside.kernel.refusals import Refused

MOST = 100
# Not the portal: there the customer themself agrees.
OverCode = Literal["phone", "walk_in", "paper", "wechat", "email"]
ChannelCode = Literal["phone", "sms", "email", "wechat", "portal", "letter"]
PurposeCode = Annotated[Code, Field(max_length=30)]


class PurposeOut(Out):
    """A purpose with its present words, and whether this customer's data may be used for it."""

    purpose: str
    name: str
    basis: str
    """contract, legal_duty, emergency, consent, separate_consent; only the last two ask the person."""
    version: str
    text: str
    """What is read to the customer before they agree."""
    is_on: bool
    given_at: datetime | None
    """When the customer agreed to these words."""


class ConsentOut(Out):
    """That a customer agreed, in the words of which version, over what; and perhaps withdrew."""

    id: int
    purpose: str
    version: str
    given_at: datetime
    given_over: str
    given_by: str
    """customer, staff, client or system: who wrote it down."""
    withdrawn_at: datetime | None
    withdrawn_over: str


class Consents(Out):
    """Each purpose as it stands, and what was given and withdrawn, the latest first."""

    purposes: list[PurposeOut]
    items: list[ConsentOut]


class GiveIn(In):
    """The customer agrees to the words of that version."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"purpose": "survey", "version": "1", "channel": "phone", "evidence": "录音 20261122-0317"}
            ]
        }
    )

    purpose: PurposeCode
    version: Annotated[Code, Field(max_length=20)]
    """The version that was shown or read to them; 422 when there is a newer one."""
    channel: OverCode
    evidence: Line
    """How we know: the number of the recording, where the paper lies."""


class WithdrawConsentIn(In):
    """For which purpose, and how they said it."""

    purpose: PurposeCode
    channel: OverCode


class PermitOut(Out):
    """Whether the customer may be contacted for this, over this, now."""

    allowed: bool
    why: str
    """A code, such as consent, no_consent, do_not_disturb, other_channel, hours."""
    words: str
    not_before: datetime | None
    """Then it may go out."""


@customers.get("/customers/{id}/consents", Consents)
def list_consents(request: ApiRequest, id: Id) -> Consents:
    """For what the customer's data may be used, and what they agreed to."""
    return _consents(request, find_customer(request, id))


@customers.post("/customers/{id}/give_consent", Consents)
def give_consent(request: ApiRequest, id: Id, body: GiveIn) -> Consents:
    """Write down that the customer agreed. Twice is once."""
    customer = find_customer(request, id)
    given = body.model_dump(exclude={"purpose"})
    actions.give_consent(
        customer, purpose=_purpose(body.purpose), **given, by=request.viewer, now=request.now
    )
    return _consents(request, customer)


@customers.post("/customers/{id}/withdraw_consent", Consents)
def withdraw_consent(request: ApiRequest, id: Id, body: WithdrawConsentIn) -> Consents:
    """From now nothing more goes out for this purpose, whatever was written before. Twice is once."""
    customer = find_customer(request, id)
    actions.withdraw_consent(
        customer, purpose=_purpose(body.purpose), channel=body.channel, by=request.viewer, now=request.now
    )
    return _consents(request, customer)


@customers.get("/customers/{id}/may_contact", PermitOut)
def may_contact(
    request: ApiRequest, id: Id, purpose: PurposeCode = "", channel: ChannelCode = "phone"
) -> PermitOut:
    """Ask this, for a purpose, in the moment before you call or send; an answer of yesterday says nothing."""
    customer = find_customer(request, id)
    if not purpose:
        raise Refused(_("Say for which purpose."), field="purpose")
    permit = permit_for(customer, purpose, channel, now=request.now)
    return PermitOut(
        allowed=permit.allowed, why=permit.why, words=str(permit.words), not_before=permit.not_before
    )


def _purpose(code: str) -> Purpose:
    purpose: Purpose = named(
        Purpose.objects.filter(is_active=True, texts__isnull=False), "purpose", code=code
    )
    return purpose


def _consents(request: ApiRequest, customer: Customer) -> Consents:
    return Consents(
        purposes=[_state(one) for one in purposes_of(customer, request.viewer)],
        items=[_consent(one) for one in consents_of(customer, request.viewer)[:MOST]],
    )


def _state(state: PurposeState) -> PurposeOut:
    return PurposeOut(
        purpose=state.purpose.code,
        name=str(state.purpose),
        basis=state.purpose.basis,
        version=state.text.version,
        text=str(state.text),
        is_on=state.is_on,
        given_at=state.consent.given_at if state.consent and state.counts else None,
    )


def _consent(one: Consent) -> ConsentOut:
    return ConsentOut(
        id=one.pk,
        purpose=one.purpose.code,
        version=one.text.version,
        given_at=one.given_at,
        given_over=one.given_over,
        given_by=one.given_by_kind,
        withdrawn_at=one.withdrawn_at,
        withdrawn_over=one.withdrawn_over,
    )
