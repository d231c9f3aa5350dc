"""Everything a customer says or is told is one timeline (CHN-1); what goes out rides in an outbox (CHN-7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.crypto import EncryptedTextField


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("Email")
    WECHAT = "wechat", _("WeChat")
    SMS = "sms", _("SMS")
    WEB = "web", _("Web form")
    CHAT = "chat", _("Web chat")
    PORTAL = "portal", _("Portal")
    WALK_IN = "walk_in", _("Walk-in")
    LETTER = "letter", _("Letter")
    HOTLINE = "hotline", _("Hotline")
    OTHER = "other", _("Other")


class Conversation(models.Model):
    """One thread between a customer and us, at a node. A case has one."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    started_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="conversation_customer")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Message(models.Model):
    """One thing said: by the customer (`in`), to the customer (`out`), or among ourselves (`internal`)."""

    class Direction(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("To the customer")
        INTERNAL = "internal", _("Internal")

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=8, choices=Direction)
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    kind = models.CharField(
        max_length=20, default="words"
    )  # words, told (written by the system), attempt, statement, aside (with somebody who is not the customer), auto
    body = models.TextField()
    file_count = models.SmallIntegerField(default=0)
    home = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )  # the conversation of the inbox that it came in, while it stands in a case's
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)  # when the customer opened it in the portal

    class Meta:
        indexes = [models.Index(fields=["conversation", "sent_at", "id"], name="message_thread")]

    def __str__(self) -> str:
        return self.body[:40]


class Delivery(models.Model):
    """One thing that leaves by the outbox: written in the business act's transaction, sent by the worker (CHN-7).

    Withheld: when it was its turn, the customer did not agree to its purpose, or no longer (CUS-7). Came back: the
    other side's mail server said, after it was sent, that it did not arrive (CHN-2).

    `once_key` keeps it from being written twice. Parked after the last try, with an alarm. Passed on: another channel
    tells them instead, in the delivery `passed_to`, whose key is this one's and a number (CHN-7). Perhaps sent: it was
    handed over, no answer came, and nobody can be asked; it is said again only when somebody wishes so.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Parked")
        WITHHELD = "withheld", _("Withheld")
        RETURNED = "returned", _("Came back")
        DELIVERED = "delivered", _("Arrived")
        PASSED_ON = "passed_on", _("Passed on")
        DOUBTFUL = "doubtful", _("Perhaps sent")

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="deliveries")
    staff = models.ForeignKey(StaffMember, models.CASCADE, null=True, blank=True, related_name="deliveries")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    purpose = models.CharField(max_length=30, default="service", db_default="service")  # of customers.Purpose
    recipient = EncryptedTextField()
    subject = EncryptedTextField()
    body_text = EncryptedTextField()
    body_html = EncryptedTextField(blank=True, default="")
    attachments = models.JSONField(default=list)  # ids of stored files
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    once_key = models.CharField(max_length=120, unique=True)
    letter = EncryptedTextField(blank=True, default="", db_default="")  # for what other channels make of it
    is_urgent = models.BooleanField(default=False, db_default=False)  # leaves at any hour
    go_by = models.DateTimeField(null=True, blank=True)  # not gone by then, it is passed on
    until = models.DateTimeField(null=True, blank=True)  # after that it is of no use to anybody
    begun_at = models.DateTimeField(null=True, blank=True)  # handed over, and how that ended is not known yet
    counted_on = models.DateField(null=True, blank=True)  # in which day's quota
    parts = models.SmallIntegerField(default=0, db_default=0)  # for how many SMS it is charged
    delivered_at = models.DateTimeField(null=True, blank=True)
    passed_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="passed_to"
    )
    mailbox = models.ForeignKey(
        "conversations.Mailbox", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )  # an answer from there
    account = models.ForeignKey(
        "conversations.Account", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )  # by which it leaves, if not by mail
    external_id = models.CharField(
        max_length=80, blank=True, default="", db_default=""
    )  # what the provider calls it
    conversation = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )  # which one an answer to this mail joins
    message_key = models.CharField(max_length=64, blank=True, default="", db_default="")  # of its Message-ID
    answers = EncryptedTextField(
        blank=True, default="", db_default=""
    )  # Message-IDs that it follows, the last nearest
    forgets_itself = models.BooleanField(
        default=False, db_default=False
    )  # deleted when sent or given up (INF-4)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="delivery_due", condition=Q(state="queued")),
            models.Index(
                fields=["account", "state", "-id"],
                name="delivery_account_state",
                condition=Q(account__isnull=False),
            ),
            models.Index(fields=["message_key"], name="delivery_message_key", condition=~Q(message_key="")),
            models.Index(
                fields=["account", "external_id"], name="delivery_external", condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.once_key
