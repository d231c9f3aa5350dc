"""Reads of those who write to us on other people's pages: only what was said in their own browser (CHN-6)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.domain.conversations.models import Account, Delivery, Message, Presence, Thread, Visitor
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.models.visitor import token_hash
from alongside.domain.conversations.queries.reading import SAID, Said
from alongside.domain.conversations.rules.together import WRITING
from alongside.kernel.models import StoredFile

WIDGET = "widget"  # the provider of our own window on other people's pages


def open_window(code: str) -> Account | None:
    """The window that stands under this word on somebody's page, unless it was switched off (CHN-6)."""
    found = Account.objects.filter(code=code, provider=WIDGET, is_active=True)
    return found.select_related("node").first()


def first_window() -> Account | None:
    """Any window that is in use: the demo's own page shows it."""
    return (
        Account.objects.filter(provider=WIDGET, is_active=True).select_related("node").order_by("pk").first()
    )


def visitor_by_token(account: Account, token: str) -> Visitor | None:
    """Whose browser this is."""
    found = Visitor.objects.filter(account=account, token_hash=token_hash(token), is_form=False)
    return found.select_related("account__node", "customer").first() if token else None


def contact_of_visitor(thread: Thread) -> str:
    """Where they want the answer when they have left, as far as they said; nobody has proved it."""
    found = Visitor.objects.filter(account=thread.account_id, name=thread.sender)
    return found.values_list("contact", flat=True).first() or ""


def threads_of_visitor(visitor: Visitor) -> list[tuple[int, int | None]]:
    """Their threads, and the conversation of the case in which one stands. Whoever proved who they are has those of
    all their browsers."""
    names = [visitor.name]
    if visitor.customer_id is not None:
        same = Visitor.objects.filter(account=visitor.account_id, customer=visitor.customer_id)
        names = list(same.values_list("name", flat=True))
    mine = Thread.objects.filter(
        account=visitor.account_id, sender_hash__in=[sender_index(one) for one in names]
    )
    return list(mine.values_list("pk", "joined_to"))


def messages_for(threads: list[tuple[int, int | None]]) -> QuerySet[Message]:
    """What their window may show: what was said in their threads, and of a case only what came from them or was sent
    to them there. Never what we say among ourselves."""
    own = [pk for pk, _joined in threads]
    cases = [joined for _pk, joined in threads if joined is not None]
    shown = Message.objects.filter(conversation__in=own + cases).exclude(direction=Message.Direction.INTERNAL)
    if not cases:
        return shown
    sent = Delivery.objects.filter(message=OuterRef("pk"), conversation__in=own)
    return shown.filter(Q(conversation__in=own) | Q(home__in=own) | Exists(sent))


def said_to_visitor(visitor: Visitor, *, after: int = 0) -> list[Said]:
    """What was said since that message, oldest first, at most the last hundred. 2 queries when nothing was."""
    newest = messages_for(threads_of_visitor(visitor)).filter(pk__gt=after).select_related("staff")
    messages = list(newest.order_by("-pk")[:SAID])[::-1]
    ids = [one.pk for one in messages if one.file_count]
    files: dict[int, list[StoredFile]] = {}
    if ids:
        kept = StoredFile.objects.filter(about_kind="message", about_id__in=ids)
        for stored in kept.order_by("created_at", "id"):
            files.setdefault(stored.about_id, []).append(stored)
    return [Said(one, files.get(one.pk, [])) for one in messages]


def is_somebody_writing(visitor: Visitor, *, now: datetime) -> bool:
    """Whether one of ours is writing an answer at this moment."""
    own = [pk for pk, _joined in threads_of_visitor(visitor)]
    return Presence.objects.filter(conversation__in=own, writing_at__gt=now - WRITING).exists()


def file_for_visitor(visitor: Visitor, file_id: object) -> StoredFile | None:
    """A file of what their window shows."""
    stored = StoredFile.objects.filter(pk=file_id, about_kind="message").first()
    if stored is None or not messages_for(threads_of_visitor(visitor)).filter(pk=stored.about_id).exists():
        return None
    return stored
