"""The outbox: what leaves over which channel and how far it is, by channel, state and account; another try for all that
is parked of one account (CHN-7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import retry_account
from alongside.domain.conversations.actions.carriers.mail import has_mail_server
from alongside.domain.conversations.models import Account, Channel, Delivery
from alongside.domain.conversations.queries import deliveries_of, loads_of
from alongside.domain.conversations.queries.outbox import PAGE
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.asked import is_whole


@desk_page(MANAGE_SYSTEM)
def outbox(request: DeskRequest) -> HttpResponse:
    asked = _asked(request.GET)
    found = deliveries_of(
        request.viewer, state=asked.state, channel=asked.channel, account=asked.account
    ).select_related("node", "account", "passed_to")
    after = request.GET.get("after", "")
    if is_whole(after):
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    more = QueryDict(mutable=True)
    more.update({name: str(value) for name, value in vars(asked).items() if value})
    loads = loads_of(request.viewer)
    context = {
        "rows": rows[:PAGE],
        "asked": asked,
        "states": Delivery.State.choices,
        "channels": [one for one in Channel.choices if one[0] in ("email", "sms", "wechat", "chat")],
        "loads": loads,
        "troubled": [one for one in loads if one.account.failing_since or one.parked or one.waiting],
        "has_mail_server": has_mail_server(),
        "is_demo": settings.DEMO,
        "is_moving": any(one.waiting for one in loads),
        "more": more,
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    part = "#loads" if request.GET.get("part") == "loads" else ""
    return show(request, f"faces/desk/system/outbox.html{part}", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def retry_account_page(request: DeskRequest, pk: int) -> HttpResponse:
    """All that is parked of the account; the page counts how far it is."""
    account = find(Account.objects.visible_to(request.viewer), pk=pk)
    n = retry_account(account, by=request.viewer, now=request.now)
    said = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", n) % {"n": n}
    return see(request, f"{reverse('desk:outbox')}?account={pk}", said)


@dataclass
class Asked:
    state: str
    channel: str
    account: int | None


def _asked(given: QueryDict) -> Asked:
    """What was asked for, as far as it exists."""
    state, channel, account = (given.get(one, "") for one in ("state", "channel", "account"))
    return Asked(
        state if state in Delivery.State.values else "",
        channel if channel in Channel.values else "",
        int(account) if is_whole(account) else None,
    )
