"""Rounds through the mailboxes (CHN-2). Any number of workers may read one at once, and each may die at any step."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models.functions import Greatest

from alongside.domain.conversations.actions.taking import take_mail
from alongside.domain.conversations.events import MAILBOX_FAILING
from alongside.domain.conversations.models import Mailbox, TakenMail
from alongside.domain.conversations.rules.rounds import (
    BETWEEN,
    LARGEST,
    LOOK_BACK,
    MAILS_AT_ONCE,
    TOLD_AFTER,
    wait_after_failures,
)
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import defer
from alongside.kernel.mail_server import Access, Lying, MailServerError, OpenMailbox, open_mailbox

READ = "alongside.domain.conversations.jobs.read_mailbox"
RENUMBERED = timedelta(days=14)  # so far back it is looked when a server has numbered its mails anew

log = logging.getLogger(__name__)


def access_of(mailbox: Mailbox) -> Access:
    return Access(
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.username,
        mailbox.password,
        mailbox.folder,
    )


def sweep_mailboxes(*, now: datetime) -> int:
    """A job for each mailbox whose turn it is; how many."""
    due = Mailbox.objects.filter(is_active=True, next_at__lte=now).values_list("pk", flat=True)
    return sum(enqueue_reading(one) for one in due)


def read_mailbox(mailbox_id: int, *, now: datetime) -> int:
    """Take what lies there and is new; how many. What goes wrong with the server is noted and tried again."""
    mailbox = Mailbox.objects.select_related("node").filter(pk=mailbox_id, is_active=True).first()
    if mailbox is None:
        return 0
    try:
        with open_mailbox(access_of(mailbox)) as opened:
            taken, more = _round(mailbox, opened, now=now)
    except MailServerError as reason:
        _failed(mailbox, reason, now=now)
        return 0
    Mailbox.objects.filter(pk=mailbox.pk).update(
        read_at=now, next_at=now + BETWEEN, tries=0, failing_since=None, last_error=""
    )
    if more:
        enqueue_reading(mailbox.pk)
    return taken


def _round(mailbox: Mailbox, opened: OpenMailbox, *, now: datetime) -> tuple[int, bool]:
    """How many were taken, and whether more lie there.

    Mails are marked as seen after they were taken; one whose marking was lost is marked in the next round. What is never
    taken is passed over, so that it is looked at once and nothing waits behind it.
    """
    uids = _uids(mailbox, opened)
    known = set(
        TakenMail.objects.filter(mailbox=mailbox, uid_validity=opened.uid_validity, uid__in=uids).values_list(
            "uid", flat=True
        )
    )
    fresh = [one for one in uids if one not in known and one not in mailbox.passed_over]
    taken, older, copies = 0, [], []
    for lying in opened.told(fresh[:MAILS_AT_ONCE]):
        if lying.arrived_at is not None and lying.arrived_at < mailbox.begins_at.replace(microsecond=0):
            older.append(lying.uid)
            continue
        is_new = _fetched(mailbox, opened, lying, now=now)
        if is_new is False:
            copies.append(lying.uid)
        taken += bool(is_new)
    opened.mark_seen(copies)
    _pass_over(mailbox, opened, [*older, *copies], looked_at=fresh[:MAILS_AT_ONCE])
    _mark(mailbox, opened)
    return taken, len(fresh) > MAILS_AT_ONCE


def _uids(mailbox: Mailbox, opened: OpenMailbox) -> list[int]:
    """What may be new. Under new numbers all of the last days is looked at, and known again by its identity."""
    if mailbox.uid_validity == opened.uid_validity:
        return opened.uids_from(mailbox.last_uid - LOOK_BACK)
    since = mailbox.begins_at
    if mailbox.uid_validity is not None and mailbox.read_at is not None:
        since = max(since, mailbox.read_at - RENUMBERED)
    found = opened.uids_since(since - timedelta(days=1))  # the server's day may be another one
    mailbox.uid_validity, mailbox.passed_over = opened.uid_validity, []
    mailbox.last_uid = max((found[0] if found else opened.next_uid) - 1, 0)
    mailbox.save(update_fields=["uid_validity", "last_uid", "passed_over"])
    return found


def _fetched(mailbox: Mailbox, opened: OpenMailbox, lying: Lying, *, now: datetime) -> bool | None:
    """Whether it was taken; False for another copy of one that was taken before, None when it is gone."""
    is_whole = lying.size <= LARGEST
    raw = opened.mail(lying.uid, head_only=not is_whole)
    if raw is None:
        return None
    take = partial(
        take_mail,
        mailbox,
        raw,
        uid_validity=opened.uid_validity,
        uid=lying.uid,
        arrived_at=lying.arrived_at,
        now=now,
    )
    try:
        return take(is_whole=is_whole) is not None
    except (OperationalError, InterfaceError, OSError):
        raise  # the database or the storage is away: the same mail comes again in the next round
    except (DatabaseError, ValueError, TypeError) as error:
        # One mail that we can't keep as we read it must not stop all behind it: then only its original is kept.
        log.exception(
            "mail %s of mailbox %s was kept unread: %s", lying.uid, mailbox.pk, type(error).__name__
        )
        return take(is_whole=is_whole, reads=False) is not None


def _pass_over(mailbox: Mailbox, opened: OpenMailbox, uids: list[int], *, looked_at: list[int]) -> None:
    """Of those that a round looks back at, which ones it need not."""
    if not looked_at:
        return
    mailbox.last_uid = max(mailbox.last_uid, looked_at[-1])
    near = {one for one in [*mailbox.passed_over, *uids] if one >= mailbox.last_uid - LOOK_BACK}
    fresh = Mailbox.objects.filter(pk=mailbox.pk, uid_validity=opened.uid_validity)
    fresh.update(last_uid=Greatest("last_uid", mailbox.last_uid), passed_over=sorted(near))


def _mark(mailbox: Mailbox, opened: OpenMailbox) -> None:
    unmarked = TakenMail.objects.filter(mailbox=mailbox, is_marked=False)
    uids = list(
        unmarked.filter(uid_validity=opened.uid_validity).order_by("uid").values_list("uid", flat=True)[:500]
    )
    opened.mark_seen(uids)
    unmarked.filter(uid_validity=opened.uid_validity, uid__in=uids).update(is_marked=True)
    unmarked.exclude(uid_validity=opened.uid_validity).update(is_marked=True)  # those numbers are no more


def _failed(mailbox: Mailbox, reason: MailServerError, *, now: datetime) -> None:
    mailbox.tries += 1
    mailbox.failing_since = mailbox.failing_since or now
    mailbox.last_error = str(reason)
    mailbox.next_at = now + wait_after_failures(mailbox.tries)
    mailbox.save(update_fields=["tries", "failing_since", "last_error", "next_at"])
    log.warning("mailbox %s could not be read: %s", mailbox.pk, reason.code)
    if mailbox.tries == TOLD_AFTER:
        facts = {"tries": mailbox.tries, "code": reason.code}
        journal.record(MAILBOX_FAILING, about=mailbox, by=SYSTEM, at=now, facts=facts)
        notify_many(
            notice_for(
                staff, MAILBOX_FAILING.kind, about=mailbox, label=mailbox.address, facts=facts, is_urgent=True,
                once_key=f"mailbox:{mailbox.pk}:{mailbox.failing_since:%y%m%d%H%M%S}:{staff.pk}", now=now,
            )
            for staff in staff_holding(MANAGE_SYSTEM, node=mailbox.node, now=now)
        )  # fmt: skip


def enqueue_reading(mailbox_id: int) -> bool:
    """Have it read soon; False when that waits to be done already."""
    return defer(READ, queue="mailboxes", queueing_lock=f"read_mailbox:{mailbox_id}", mailbox_id=mailbox_id)
