"""Mails leave by the mail server of the house, or by that of the mailbox to which they wrote (CHN-2)."""

from __future__ import annotations

import hashlib
import smtplib
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers.carrier import Carrier, NotCarried
from alongside.domain.conversations.models import Channel, Delivery, Mailbox
from alongside.domain.conversations.models.mail import Security
from alongside.domain.organisation.models import Node
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file


class MailCarrier(Carrier):
    """Mailboxes are no accounts: a delivery names the one that it leaves from, or none."""

    provider = "mail"
    channel = Channel.EMAIL
    label = _("Email")
    longest = 20_000
    takes_files = True

    def may_send(self, delivery: Delivery) -> bool:
        return has_mail_server() or bool(delivery.mailbox and delivery.mailbox.smtp_host)

    def send(self, delivery: Delivery, *, now: datetime) -> str:
        try:
            _as_message(delivery).send()
        except Exception as reason:  # whatever it is, the next mail must not wait for it
            raise NotCarried(
                _without_address(reason, delivery.recipient), is_final=_is_final(reason)
            ) from reason
        return ""


def has_mail_server() -> bool:
    """Whether there is somewhere to send to. Without EMAIL_URL mails stay in the outbox."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def message_id(once_key: str) -> str:
    """The same for every try of one mail, and for no other."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(once_key.encode()).hexdigest()[:40]}@{host}>"


def _as_message(delivery: Delivery) -> EmailMultiAlternatives:
    own_name, own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    box = delivery.mailbox
    headers = {"Message-ID": message_id(delivery.once_key)}
    if box is None:
        headers["Auto-Submitted"] = "auto-generated"  # so that no machine answers it (RFC 3834)
    if answered := delivery.answers.split():
        headers |= {"In-Reply-To": answered[-1], "References": " ".join(answered)}
    answers_go_to = None if box or delivery.customer_id is None else _mailbox_of(delivery.node)
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.body_text,
        from_email=formataddr(
            (box.name, box.address)
            if box
            else (delivery.node.name if delivery.node else own_name, own_address)
        ),
        to=[delivery.recipient],
        reply_to=[answers_go_to.address] if answers_go_to else None,
        headers=headers,
        connection=_connection_of(box) if box and box.smtp_host else None,
    )
    if delivery.body_html:
        mail.attach_alternative(delivery.body_html, "text/html")
    for stored in StoredFile.objects.filter(pk__in=delivery.attachments):
        with open_file(stored) as file:
            mail.attach(stored.name, file.read(), stored.content_type)
    return mail


def _mailbox_of(node: Node | None) -> Mailbox | None:
    """Where the node's people read what customers answer: its own mailbox, else the nearest one above."""
    if node is None:
        return None
    known = {one.node_id: one for one in Mailbox.objects.filter(node__in=node.ancestor_ids, is_active=True)}
    return next((known[one] for one in reversed(list(node.ancestor_ids)) if one in known), None)


def _connection_of(mailbox: Mailbox) -> Any:
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        username=mailbox.username,
        password=mailbox.password,
        use_ssl=mailbox.smtp_security == Security.TLS,
        use_tls=mailbox.smtp_security == Security.STARTTLS,
        timeout=settings.EMAIL_TIMEOUT,
    )


def _is_final(reason: Exception) -> bool:
    """The server has said that it will never take this mail."""
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in reason.recipients.values())
    if isinstance(reason, smtplib.SMTPResponseException):
        return reason.smtp_code >= 500
    return not isinstance(
        reason, OSError
    )  # smtplib's own errors are OSErrors; the rest is in the mail itself


def _without_address(reason: Exception, address: str) -> str:
    """What went wrong, for the administrator; the recipient's address is not theirs to read."""
    code: int | str
    words: bytes | str
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(reason.recipients.values()))
    elif isinstance(reason, smtplib.SMTPResponseException):
        code, words = reason.smtp_code, reason.smtp_error
    else:
        code, words = "", str(reason)
    spoken = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return f"{type(reason).__name__} {code} {spoken.replace(address, '…')}"
