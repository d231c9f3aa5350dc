"""Requests of a person about their own data, as a case with the legal deadline, step by step (INF-4).

Raised in the portal or at the desk; identity verified; carried out or refused with the reason; the case ends by it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import advance
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, Category, Kind, Milestone, PrivacyRequest
from alongside.domain.conversations.actions import tell
from alongside.domain.customers.actions import withdraw_all_consent
from alongside.domain.customers.models import Consent, Customer
from alongside.domain.privacy.actions import begin_erasure, make_copy
from alongside.domain.privacy.models import Erasure
from alongside.domain.privacy.permissions import ASK_ABOUT_OWN_DATA, HANDLE_PRIVACY_REQUESTS
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import Refused

Right = PrivacyRequest.Right
# What the customer reads when nobody says it in other words.
SAID = {
    Right.SEE: _("Your copy is ready in the portal, under “My data”, for seven days."),
    Right.COPY: _("Your copy is ready in the portal, under “My data”, for seven days."),
    Right.WITHDRAW: _("All your consent is withdrawn. Only what your contract needs goes on."),
    Right.CORRECT: _("Your data is corrected."),
}
ENDING = (Milestone.ANSWER, Milestone.ON_SITE, Milestone.RESOLVE, Milestone.CALL_BACK)


@transaction.atomic
def request_own_data(
    customer: Customer,
    *,
    right: str,
    by: Actor,
    now: datetime,
    words: str = "",
    channel: str = "portal",
) -> PrivacyRequest:
    """Open the case; the legal deadline runs from now. In the portal the code has shown who asks.

    The same right asked again while it is being handled gives the request of before. To correct, say what is wrong.
    """
    if by.kind == "customer":
        by.require(ASK_ABOUT_OWN_DATA, on=customer)
    else:
        customer.require_at_their_nodes(HANDLE_PRIVACY_REQUESTS, by)
    if right not in PrivacyRequest.Right.values:
        raise Refused(_("Say which right it is."), field="right")
    words = words.strip()
    if right == PrivacyRequest.Right.CORRECT and not words:
        raise Refused(_("Say what is wrong and how it is right."), field="words")
    customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    if customer.erased_at is not None:
        raise Refused(_("Their data was erased; nothing is left to ask about."))
    standing = (
        PrivacyRequest.objects.open().filter(customer=customer, right=right).select_related("case").first()
    )
    if standing is not None:
        return standing
    label = str(PrivacyRequest.Right(right).label)
    case = open_case(
        node=customer.node,
        kind=Kind.PRIVACY,
        category=Category.objects.filter(code=f"privacy/{right}").first(),
        title=gettext("Personal data: %(right)s") % {"right": label},
        words=words or label,
        channel=channel,
        customer=customer,
        by=by if by.kind == "customer" else SYSTEM,
        now=now,
        about_own_data=True,
    )
    request = PrivacyRequest.objects.create(
        case=case, customer=customer, node=customer.node, right=right, raised_at=now
    )
    if by.kind == "customer":
        _note_verified(request, how=PrivacyRequest.Verified.PORTAL, by=by, now=now)
    return request


@transaction.atomic
def verify_identity(request: PrivacyRequest, *, how: str, by: Actor, now: datetime) -> PrivacyRequest:
    """It is really them, and how we know. The case counts as taken up."""
    request = _locked(request, by)
    if how not in PrivacyRequest.Verified.values or how == PrivacyRequest.Verified.PORTAL:
        raise Refused(_("Say how you made sure."), field="how")
    if request.verified_at is None:
        _note_verified(request, how=how, by=by, now=now)
    if request.case.state == "received":
        request.case = _take_up(request.case, by=by, now=now)
    return request


@transaction.atomic
def carry_out_request(
    request: PrivacyRequest,
    *,
    by: Actor,
    now: datetime,
    ground: str = Erasure.Ground.WITHDRAWN,
    words: str = Erasure.Words.MATCHED,
    answer: str = "",
) -> PrivacyRequest:
    """Do what was asked. To delete only begins: the worker erases, and ends the case with it.

    Raises Refused while nobody has made sure who asks, and whatever the erasure refuses.
    """
    request = _locked(request, by)
    if request.verified_at is None:
        raise Refused(_("First make sure that it is really them."))
    if request.case.state == "received":
        request.case = _take_up(request.case, by=by, now=now)
    customer = request.customer
    request.decided_by_id = by.id if by.kind == "staff" else None
    if request.right == Right.DELETE:
        begin_erasure(customer, ground=ground, words=words, by=by, now=now, case_id=request.case_id)
        request.save(update_fields=["decided_by"])
        return request
    if request.right in (Right.SEE, Right.COPY):
        make_copy(customer, by=by, now=now, case_id=request.case_id)
    elif request.right == Right.WITHDRAW:
        # Whoever handles requests carries out the person's will; recording consent may be nothing of theirs.
        withdraw_all_consent(customer, by=SYSTEM, now=now, channel=_channel_of(request))
    with translation.override(customer.language):
        said = str(SAID[Right(request.right)])
    _end(request, words=answer.strip() or said, by=by, now=now)
    return request


@transaction.atomic
def refuse_request(request: PrivacyRequest, *, words: str, by: Actor, now: datetime) -> PrivacyRequest:
    """The law or a contract stands against it, or it is not them. The person reads the reason (PIPL art. 50)."""
    request = _locked(request, by)
    words = needs_words(words, _("Say why; the customer reads these words."))
    tell(request.case.conversation, body=words, kind="told", by=by, now=now)
    advance(
        request.case,
        "reject_case",
        event=events.CASE_REJECTED,
        by=by,
        now=now,
        meets=(Milestone.ACKNOWLEDGE, *ENDING),
        closed_at=now,
        outcome="rejected",
        outcome_words=words,
    )
    request.refused_at, request.decided_by_id = now, by.id if by.kind == "staff" else None
    request.save(update_fields=["refused_at", "decided_by"])
    return request


@transaction.atomic
def end_erased_request(case_id: int, *, now: datetime) -> None:
    """The person was erased: their request is done. Any number of times."""
    request = PrivacyRequest.objects.select_for_update(of=("self",)).filter(case_id=case_id).first()
    if request is not None and request.done_at is None:
        _end(request, words="", by=SYSTEM, now=now)


def _locked(request: PrivacyRequest, by: Actor) -> PrivacyRequest:
    by.require(HANDLE_PRIVACY_REQUESTS, on=request)
    request = (
        PrivacyRequest.objects.select_for_update(of=("self",))
        .select_related("case__node", "case__conversation", "customer__node")
        .get(pk=request.pk)
    )
    if request.done_at or request.refused_at or not request.case.is_open:
        raise Refused(_("This request has ended already."))
    return request


def _note_verified(request: PrivacyRequest, *, how: str, by: Actor, now: datetime) -> None:
    request.verified_how, request.verified_at = how, now
    request.verified_by_id = by.id if by.kind == "staff" else None
    request.save(update_fields=["verified_how", "verified_at", "verified_by"])


def _take_up(case: Case, *, by: Actor, now: datetime) -> Case:
    first = {"owner_id": by.id} if by.kind == "staff" else {}
    return advance(
        case,
        "acknowledge_case",
        event=events.CASE_ACKNOWLEDGED,
        by=by,
        now=now,
        meets=(Milestone.ACKNOWLEDGE,),
        first={**first, "acknowledged_at": now},
    )


def _end(request: PrivacyRequest, *, words: str, by: Actor, now: datetime) -> None:
    """Resolved and closed in one: the law asks for the deed, not for the person's leave to close."""
    if words:
        tell(request.case.conversation, body=words, kind="told", by=by, now=now)
    resolved = advance(
        request.case,
        "resolve_case",
        event=events.CASE_RESOLVED,
        by=by,
        now=now,
        meets=(Milestone.ACKNOWLEDGE, *ENDING),
        resolved_at=now,
        outcome_words=words,
    )
    advance(
        resolved, "close_case", event=events.CASE_CLOSED, by=by, now=now, closed_at=now, outcome="carried_out"
    )
    request.done_at = now
    request.save(update_fields=["done_at", "decided_by"])


def _channel_of(request: PrivacyRequest) -> str:
    channel = request.case.channel
    return channel if channel in Consent.Channel.values else str(Consent.Channel.PHONE)
