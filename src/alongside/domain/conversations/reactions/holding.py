"""What is said and sent, held of a customer: it follows a merge, is copied, is erased (CUS-6, INF-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alongside.domain.conversations.actions import send_code, write_last_mail
from alongside.domain.conversations.actions.finding import forget_search, search_anew
from alongside.domain.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    Follower,
    Message,
    MessageSearch,
    ReplyDraft,
    TakenMail,
    Thread,
    Visitor,
)
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.letters import erasure_begun
from alongside.domain.customers.hooks import BELONGINGS, SEND_CODE, Belonging
from alongside.domain.customers.models import ContactPoint, Customer, WeChatBond
from alongside.domain.privacy.hooks import (
    COPY,
    COPY_FILES,
    ERASE,
    TELL_LAST,
    WORDS,
    CopyPart,
    Erased,
    Erasing,
    OwnFile,
    Words,
)
from alongside.kernel.models import StoredFile


@SEND_CODE.fill
def take_code_to_customer(point_id: int, code: str, now: datetime, expires_at: datetime) -> bool | None:
    """A sign-in code goes out by mail, also to those who otherwise don't want mails."""
    point = ContactPoint.objects.select_related("customer__node").get(pk=point_id)
    sent = send_code(
        customer=point.customer,
        kind=point.kind,
        address=point.value,
        code=code,
        minutes=round((expires_at - now).total_seconds() / 60),
        once_key=f"code:{point.pk}:{now.isoformat()}",
        now=now,
    )
    return sent or None


@BELONGINGS.fill
def what_was_said() -> tuple[Belonging, ...]:
    """What was said to and by a customer follows them; messages are found by their thread (CUS-6)."""
    return (
        Belonging(Message, through=("conversation_id", Conversation)),
        Belonging(Conversation, is_at_node=True),
        Belonging(Delivery),
        Belonging(Visitor),
    )


@WORDS.fill
def words_that_were_said() -> tuple[Words, ...]:
    """What they said goes whole; what we said to them and about them, by what names them."""

    def about(ids: Sequence[int]) -> Q:
        return Q(conversation__customer__in=ids)

    def theirs(ids: Sequence[int]) -> Q:
        return Q(direction=Message.Direction.IN)

    return (
        Words(Message, ("body",), about=about, theirs=theirs),
        Words(MessageSearch, ("search_text",), about=_found_of, afterwards=search_anew),
    )


def _found_of(ids: Sequence[int]) -> Q:
    """What finds their conversations, and what stands in their cases."""
    return Q(thread__conversation__customer__in=ids) | Q(message__conversation__customer__in=ids)


@ERASE.fill
def erase_what_was_sent(erasing: Erasing) -> Erased:
    """Their mails, mails to staff that name them, and the files of their threads."""
    messages = Message.objects.filter(conversation__customer__in=erasing.customer_ids)
    files = StoredFile.objects.filter(about_kind="message", about_id__in=messages.values("pk"))
    paths = [path for row in files.values_list("path", "thumbnail_path") for path in row if path]
    done = Erased({"files": files.delete()[0]}, paths=paths)
    messages.filter(file_count__gt=0).update(file_count=0)
    done.deleted["search"] = forget_search(_found_of(erasing.customer_ids))
    mails = Delivery.objects.filter(Q(customer__in=erasing.customer_ids) | Q(message__in=messages))
    ReplyDraft.objects.filter(conversation__customer__in=erasing.customer_ids).delete()
    done.deleted["mails"] = mails.delete()[0] + _erase_what_came_by_mail(erasing, messages, done)
    done.deleted["mails"] += _erase_what_nobody_claimed(erasing, done)
    for mail in Delivery.objects.filter(staff__isnull=False).iterator(chunk_size=500):
        if any(erasing.redact.finds(text) for text in (mail.subject, mail.body_text, mail.last_error)):
            done.deleted["mails"] += mail.delete()[0]
    return done


def _erase_what_came_by_mail(erasing: Erasing, messages: QuerySet[Message], done: Erased) -> int:
    """The originals, what was folded away, and who it was that wrote."""
    threads = Thread.objects.filter(conversation__customer__in=erasing.customer_ids)
    taken = TakenMail.objects.filter(Q(conversation__in=threads.values("pk")) | Q(message__in=messages))
    originals = StoredFile.objects.filter(about_kind="takenmail", about_id__in=taken.values("pk"))
    done.paths += list(originals.values_list("path", flat=True))
    done.deleted["files"] += originals.delete()[0]
    openids = {one.openid for one in WeChatBond.objects.filter(customer__in=erasing.customer_ids)}
    openids |= {one.sender for one in threads.filter(channel=Channel.WECHAT)}
    Follower.objects.filter(openid_hash__in=[sender_index(one) for one in openids if one]).delete()
    threads.update(subject="", sender_name="", sender="", sender_hash="")
    return taken.delete()[0]


def _erase_what_nobody_claimed(erasing: Erasing, done: Erased) -> int:
    """What came from an address or number of theirs and was tied to nobody, for several have it or nobody looked: it
    goes whole."""
    points = ContactPoint.objects.filter(customer__in=erasing.customer_ids)
    bonds = WeChatBond.objects.filter(customer__in=erasing.customer_ids)
    visitors = Visitor.objects.filter(
        Q(customer__in=erasing.customer_ids) | Q(contact_hash__in=[one.value_hash for one in points])
    )
    senders = [one.value for one in points] + [one.openid for one in bonds]
    senders += visitors.values_list("name", flat=True)
    indexes = [sender_index(one) for one in senders if one]
    strays = list(
        Thread.objects.filter(
            sender_hash__in=indexes, conversation__customer=None, joined_to=None
        ).values_list("pk", flat=True)
    )
    said = Q(about_kind="message", about_id__in=Message.objects.filter(conversation__in=strays).values("pk"))
    came = Q(
        about_kind="takenmail", about_id__in=TakenMail.objects.filter(conversation__in=strays).values("pk")
    )
    files = StoredFile.objects.filter(said | came)
    done.paths += [path for row in files.values_list("path", "thumbnail_path") for path in row if path]
    done.deleted["files"] += files.delete()[0]
    Delivery.objects.filter(conversation__in=strays).delete()
    done.deleted["search"] += forget_search(Q(thread__in=strays))
    Conversation.objects.filter(pk__in=strays).delete()
    visitors.delete()
    return len(strays)


@COPY.fill
def copy_what_was_said(customer_id: int) -> tuple[CopyPart, ...]:
    """Every word to and from them, over any channel. What we say among ourselves is not part of it."""
    said = _said(customer_id)
    mails = Delivery.objects.filter(customer=customer_id).order_by("written_at")
    return (
        CopyPart(
            "messages",
            _("What was said"),
            (_("When"), _("Channel"), _("Who"), _("Words"), _("Files")),
            [
                (
                    one.sent_at,
                    str(one.get_channel_display()),
                    _("you") if one.direction == Message.Direction.IN else _("we"),
                    one.body,
                    one.file_count or "",
                )
                for one in said.order_by("sent_at", "id")
            ],
        ),
        CopyPart(
            "mails",
            _("Mails to you"),
            (_("When"), _("To"), _("Subject")),
            [(one.written_at, one.recipient, one.subject) for one in mails],
        ),
    )


@COPY_FILES.fill
def copy_files_of_what_was_said(customer_id: int) -> tuple[OwnFile, ...]:
    """Pictures and papers that went to and fro."""
    files = StoredFile.objects.filter(about_kind="message", about_id__in=_said(customer_id).values("pk"))
    return tuple(OwnFile(_("What was said"), one) for one in files)


def _said(customer_id: int) -> QuerySet[Message]:
    """To them and by them: neither what we say among ourselves nor what somebody else said in their matter."""
    by_others = Q(direction=Message.Direction.IN, customer__isnull=False) & ~Q(customer=customer_id)
    return Message.objects.filter(conversation__customer=customer_id).exclude(
        Q(direction=Message.Direction.INTERNAL) | Q(kind__in=["aside", "call"]) | by_others
    )


@TELL_LAST.fill
def tell_where_the_certificate_is(customer_id: int, url: str, now: datetime) -> bool | None:
    customer = Customer.objects.select_related("node").get(pk=customer_id)
    sent = write_last_mail(
        customer=customer,
        letter=lambda: erasure_begun(called=customer.called, url=url),
        once_key=f"erasure:{customer.pk}",
        now=now,
    )
    return sent is not None or None
