"""Mailboxes, kept by whoever keeps the system of the node (CHN-2). The password is only ever written, never shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.fetching import access_of
from alongside.domain.conversations.events import MAILBOX_ADDED, MAILBOX_CHANGED
from alongside.domain.conversations.models import Mailbox
from alongside.domain.customers.rules import normalised_email
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.mail_server import MailServerError, open_mailbox
from alongside.kernel.refusals import Conflict, Refused

PLACES = (
    "imap_host",
    "imap_port",
    "imap_security",
    "username",
    "folder",
    "smtp_host",
    "smtp_port",
    "smtp_security",
)
WRONG = {
    "reach": _("The mail server does not answer there. Check host, port and security."),
    "login": _(
        "The mail server does not take this user name and password. Many providers want a code for programs."
    ),
    "folder": _("The mail server lets us in, but there is no such folder."),
    "speak": _("The mail server does not speak as it should."),
}
FIELD = {"reach": "imap_host", "login": "password", "folder": "folder"}


@transaction.atomic
def add_mailbox(
    *, node: Node, name: str, address: str, password: str, by: Actor, now: datetime, **places: Any
) -> Mailbox:
    """From now on what comes there is taken; what came before is left. Raises Refused naming the field."""
    by.require(MANAGE_SYSTEM, on=node)
    mailbox = Mailbox(node=node, begins_at=now, next_at=now, password=password)
    _set(mailbox, name=name, address=address, **places)
    mailbox.save()
    journal.record(MAILBOX_ADDED, about=mailbox, by=by, at=now)
    return mailbox


@transaction.atomic
def change_mailbox(
    mailbox: Mailbox,
    *,
    by: Actor,
    now: datetime,
    seen: int,
    name: str,
    address: str,
    is_active: bool,
    password: str = "",
    **places: Any,
) -> Mailbox:
    """Change it; an empty password stays what it was. Another folder or server is read from now on."""
    by.require(MANAGE_SYSTEM, on=mailbox)
    fresh = Mailbox.objects.select_for_update(of=("self",)).select_related("node").get(pk=mailbox.pk)
    if fresh.version != seen:
        raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": fresh.version})
    place = ("imap_host", "folder", "username")
    before = [getattr(fresh, one) for one in place]
    _set(fresh, name=name, address=address, **places)
    fresh.password = password or fresh.password
    if before != [getattr(fresh, one) for one in place]:
        fresh.uid_validity, fresh.last_uid, fresh.begins_at = None, 0, now
    if is_active and not fresh.is_active:
        fresh.begins_at = now if fresh.read_at is None else fresh.begins_at
    fresh.is_active, fresh.next_at, fresh.tries, fresh.failing_since, fresh.last_error = (
        is_active,
        now,
        0,
        None,
        "",
    )
    fresh.version += 1
    fresh.save()
    journal.record(MAILBOX_CHANGED, about=fresh, by=by, at=now, facts={"active": is_active})
    return fresh


def check_mailbox(mailbox: Mailbox, *, by: Actor) -> int:
    """Connect, sign in, open the folder; how many mails it holds. Raises Refused with what is wrong."""
    by.require(MANAGE_SYSTEM, on=mailbox)
    try:
        with open_mailbox(access_of(mailbox)) as opened:
            return len(opened.uids_from(max(opened.next_uid - 1000, 1)))
    except MailServerError as error:
        raise Refused(
            WRONG[error.code], field=FIELD.get(error.code, ""), facts={"said": str(error)}
        ) from error


def _set(mailbox: Mailbox, *, name: str, address: str, **places: Any) -> None:
    mailbox.name = name.strip()
    mailbox.address = normalised_email(address).lower()
    if Mailbox.objects.filter(address=mailbox.address).exclude(pk=mailbox.pk).exists():
        raise Refused(_("There is a mailbox with this address already."), field="address")
    for field, value in places.items():
        if field not in PLACES:
            raise TypeError(field)
        setattr(mailbox, field, value)
    if not mailbox.username:
        mailbox.username = mailbox.address
