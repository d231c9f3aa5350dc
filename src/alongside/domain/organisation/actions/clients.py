"""API clients: created, let in, counted, revoked (INF-6), and the answers that they may ask for again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import (
    ApiClient,
    ClientActor,
    IdempotencyKey,
    Node,
    Role,
    StaffActor,
    StaffMember,
)
from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM
from alongside.domain.organisation.queries import client_actor, staff_through
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock_timeout_of
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

TOKEN_PREFIX = "alongside_"  # so that scanners for leaked secrets know it
NAME_CHARACTERS = 80
KEY_CHARACTERS = 200
ANSWERS_KEPT = timedelta(hours=24)
LONGEST_WAIT = timedelta(seconds=10)  # for the same request that is still under way


class StillUnderWay(Conflict):
    """The same request is being worked on by somebody else."""

    code = "still_under_way"


@transaction.atomic
def create_client(
    *,
    name: str,
    role: Role,
    node: Node,
    by: Actor,
    now: datetime,
    expires_at: datetime | None = None,
    requests_per_minute: int = 600,
) -> tuple[ApiClient, str]:
    """A program of somebody else may act here. The token is told once, here, and never again.

    Nobody gives away more than they have: a role that may more than the giver there waits until somebody who manages
    the accounts there approves it (`approve_client`), as such a person appoints people to it. What is separated from
    the giver's own office is not given at all (ORG-5).
    """
    by.require(MANAGE_SYSTEM, on=node)
    is_waiting = not may_give(role, node=node, by=by)
    if is_waiting and set(role.permissions) & set(rules.SEPARATED):
        raise Refused(
            _("Managing accounts, running the system and reading the journal are not given to a program."),
            field="role",
        )
    if role.retired_at is not None:
        raise Refused(_("This role is retired."), field="role")
    name = name.strip()
    if not name or len(name) > NAME_CHARACTERS:
        raise Refused(_("A name has between 1 and %(n)s characters.") % {"n": NAME_CHARACTERS}, field="name")
    if expires_at is not None and expires_at <= now:
        raise Refused(_("The end lies in the past."), field="expires_at")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name,
        token_hash=hash_of(token),
        role=role,
        node=node,
        requests_per_minute=requests_per_minute,
        created_at=now,
        created_by_id=by.id if by.kind == "staff" else None,
        is_waiting=is_waiting,
        expires_at=expires_at,
    )
    facts = {"role": role.code, "expires_at": expires_at and expires_at.isoformat()}
    journal.record(events.CLIENT_CREATED, about=client, by=by, at=now, facts=facts, node_path=node.path)
    return client, token


def may_give(role: Role, *, node: Node, by: Actor) -> bool:
    """Whether the actor holds at the node all that the role allows."""
    known = known_permissions()
    return all(by.may(known[code], on=node) for code in role.permissions if code in known)


@transaction.atomic
def approve_client(client: ApiClient, *, by: Actor, now: datetime) -> ApiClient:
    """The second pair of eyes: from now on it is let in. Doing it twice changes nothing.

    Not by whoever asked for it, and not when the role has come to hold what no program is given.
    """
    by.require(MANAGE_STAFF, on=client)
    fresh = ApiClient.objects.select_for_update(of=("self",)).select_related("role", "node").get(pk=client.pk)
    if not fresh.is_waiting:
        return fresh
    if by.kind == "staff" and by.id == fresh.created_by_id:
        raise NotAllowed(_("Nobody approves what they asked for themselves."))
    if fresh.revoked_at is not None:
        raise Refused(_("It was revoked meanwhile."))
    if fresh.role.retired_at is not None or set(fresh.role.permissions) & set(rules.SEPARATED):
        raise Refused(_("This role cannot be given to a program any more."))
    fresh.is_waiting, fresh.approved_by_id = False, by.id if by.kind == "staff" else None
    fresh.save(update_fields=["is_waiting", "approved_by"])
    facts = {"role": fresh.role.code}
    journal.record(events.CLIENT_APPROVED, about=fresh, by=by, at=now, facts=facts, node_path=fresh.node.path)
    return fresh


@transaction.atomic
def revoke_client(client: ApiClient, *, by: Actor, now: datetime) -> ApiClient:
    """It is not let in any more, from now, and its webhooks hear nothing. Doing it twice changes nothing.

    One that waits is refused so by who may approve it.
    """
    if not (client.is_waiting and by.may(MANAGE_STAFF, on=client)):
        by.require(MANAGE_SYSTEM, on=client)
    fresh = ApiClient.objects.select_for_update().get(pk=client.pk)
    if fresh.revoked_at is None:
        fresh.revoked_at = now
        fresh.save(update_fields=["revoked_at"])
        journal.record(events.CLIENT_REVOKED, about=fresh, by=by, at=now, node_path=fresh.node.path)
    return fresh


def let_in(token: str, *, now: datetime) -> ClientActor | None:
    """The client whose token it is; None for a stranger, a revoked or an expired one. Two queries."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    client = (
        ApiClient.objects.alive(now).select_related("role", "node").filter(token_hash=hash_of(token)).first()
    )
    if client is None:
        return None
    if client.last_used_on != now.date():
        ApiClient.objects.filter(pk=client.pk).update(last_used_on=now.date())
    return client_actor(client)


def count_request(client: ApiClient, *, now: datetime) -> bool:
    """Count a request in the running minute; whether it is still within what the client may ask.

    In the database, so it holds across all web processes.
    """
    minute = int(now.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [client.pk, minute])
        (count,) = cursor.fetchone()
    return count <= client.requests_per_minute


_COUNT = """
    INSERT INTO organisation_apiwindow AS w (client_id, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (client_id) DO UPDATE SET
        minute = greatest(w.minute, EXCLUDED.minute),
        count = CASE WHEN w.minute >= EXCLUDED.minute THEN w.count + 1 ELSE 1 END
    RETURNING count
"""


@transaction.atomic
def act_for(client: ClientActor, staff: StaffMember, *, now: datetime) -> StaffActor:
    """The client does in somebody's name what needs a name; both must be allowed to, and the journal says it.

    Who would come no further at the desk comes no further here: without undertaking and course, or without the second
    factor that they must have (ORG-8, INF-6).
    """
    actor = staff_through(client, staff, now=now)
    if actor.lacks_clearance:
        raise NotAllowed(
            _("%(name)s has to sign the undertaking and pass the course first.") % {"name": staff.username}
        )
    if actor.lacks_second_factor_since is not None and actor.lacks_second_factor_since <= now:
        raise NotAllowed(_("%(name)s has to set up a second factor first.") % {"name": staff.username})
    if not any(actor.reaches.values()):
        raise NotAllowed(_("%(name)s cannot be acted for through this client.") % {"name": staff.username})
    journal.record(
        events.CLIENT_ACTED_FOR,
        about=client.client,
        by=client,
        at=now,
        facts={"staff": staff.pk},
        node_path=client.client.node.path,
    )
    return actor


# --- the same question, the same answer ---------------------------------------------------------------------


def claim_answer(
    client: ApiClient, key: str, request_hash: str, *, now: datetime
) -> tuple[IdempotencyKey, bool]:
    """Claim a key in the caller's transaction. True: it is new, do the deed and `keep_answer`; False: told before.

    Waits for the same key that is just being worked on, then StillUnderWay. Refused when the key stood for
    another request. A deed that fails gives its key back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the answer must be kept in the transaction of the deed")
    if not 0 < len(key) <= KEY_CHARACTERS or not (key.isascii() and key.isprintable()):
        raise Refused(
            _("An Idempotency-Key has between 1 and %(n)s letters, digits and signs.")
            % {"n": KEY_CHARACTERS},
            field="Idempotency-Key",
        )
    kept = IdempotencyKey(client=client, key=key, request_hash=request_hash, created_at=now)
    try:
        with lock_timeout_of(LONGEST_WAIT):
            IdempotencyKey.objects.bulk_create([kept], ignore_conflicts=True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
            raise
        raise StillUnderWay(_("The same request is still being worked on; ask again in a moment.")) from error
    found = IdempotencyKey.objects.get(client=client, key=key)
    if found.request_hash != request_hash:
        raise Refused(_("This Idempotency-Key was used for another request."), field="Idempotency-Key")
    return found, found.status == 0


def keep_answer(kept: IdempotencyKey, *, status: int, body: str, shown: Mapping[str, Any]) -> None:
    """What the deed was answered, and whose data that shows (ids); commits with the deed."""
    kept.status, kept.body, kept.shown = status, body, dict(shown)
    kept.save(update_fields=["status", "body", "shown"])


def give_back(kept: IdempotencyKey) -> None:
    """The answer is not one to be kept: the key may be used again."""
    kept.delete()


def forget_answers(*, now: datetime) -> int:
    """Drop answers older than a day; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()[0]


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
