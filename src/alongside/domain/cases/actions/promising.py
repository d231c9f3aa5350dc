"""A promise that was not kept opens a case by itself (SAL-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import BrokenPromise, Case, Category, Kind
from alongside.domain.conversations.models import Channel
from alongside.domain.customers.actions import lift_alert, raise_alert
from alongside.domain.customers.models import Alert
from alongside.domain.promises.models import Promise
from alongside.kernel.actor import SYSTEM

CATEGORY = "complaint/broken_promise"
ALERT_FOR = timedelta(days=90)  # an alert always ends; the end of the case lifts it before
CHANNELS = {"portal": Channel.PORTAL, "visit": Channel.WALK_IN}  # any other is called the same


@transaction.atomic
def follow_broken_promise(promise_id: int, *, channel: str, now: datetime) -> Case | None:
    """The complaint about it, opened once: in the customer's words where they said it, else we tell them ourselves.

    None where there is nothing to follow: the customer was erased, or the promise was not broken.
    """
    promise = (
        Promise.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "node", "kind", "unit", "keeper")
        .get(pk=promise_id)
    )
    customer = promise.customer
    if promise.state != "broken" or customer.erased_at is not None:
        return None
    standing = BrokenPromise.objects.filter(promise=promise).select_related("case").first()
    if standing is not None:
        return standing.case
    with translation.override(customer.language):
        until = date_format(promise.due_on, "MONTH_DAY_FORMAT")
        title = _("Promise due %(until)s was not kept: %(kind)s") % {"until": until, "kind": promise.kind}
        words = promise.customer_said or _said_by_us(promise)
    case = open_case(
        node=promise.node,
        kind=Kind.COMPLAINT,
        category=_category(),
        title=title,
        words=words,
        channel=CHANNELS.get(channel, channel) if channel else Channel.OTHER,
        customer=customer,
        unit=promise.unit,
        by_us=not promise.customer_said,
        by=SYSTEM,
        now=now,
    )
    BrokenPromise.objects.create(case=case, promise=promise)
    _alert_on_customer(case, promise, now=now)
    return case


@transaction.atomic
def lift_promise_alert(case: Case, *, now: datetime) -> None:
    """The case about a broken promise is over: nobody needs to be warned of it any more."""
    for alert in Alert.objects.filter(
        customer_id=case.customer_id, once_key=_alert_key(case), lifted_at=None
    ):
        lift_alert(alert, by=SYSTEM, now=now)


def _alert_on_customer(case: Case, promise: Promise, *, now: datetime) -> None:
    """Whoever speaks with the customer sees it first (CUS-8). Theirs who should have kept it, else the case's owner's."""
    owner = promise.keeper if promise.keeper.is_active else case.owner
    if owner is None:
        return
    with translation.override(owner.language):
        words = _("A promise was not kept; case %(number)s is about it") % {"number": case.number}
    raise_alert(
        promise.customer,
        kind=Alert.Kind.PROMISE_OVERDUE,
        words=words,
        owner=owner,
        expires_on=(now + ALERT_FOR).date(),
        by=SYSTEM,
        now=now,
        once_key=_alert_key(case),
    )


def _alert_key(case: Case) -> str:
    return f"broken_promise:{case.pk}"


def _said_by_us(promise: Promise) -> str:
    """What the customer reads at the head of the case; what was promised they read beside it."""
    made_on = localtime(promise.made_at, ZoneInfo(promise.node.zone)).date()
    return _(
        "On %(made)s %(who)s promised you something until %(until)s, and it was not kept. We are sorry. "
        "Somebody looks after it now and gets in touch with you."
    ) % {
        "made": date_format(made_on, "DATE_FORMAT"),
        "who": promise.keeper.name,
        "until": date_format(promise.due_on, "DATE_FORMAT"),
    }


def _category() -> Category | None:
    """The one for promises; where a company has taken it away, the first of complaints."""
    complaints = Category.objects.filter(kind=Kind.COMPLAINT, is_active=True)
    return complaints.filter(code=CATEGORY).first() or complaints.first()
