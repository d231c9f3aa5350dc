"""What is told to staff on the platform where they already are (ORG-11)."""

from __future__ import annotations

from datetime import time
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.work.models import Notice
from alongside.kernel.actor import Actor


class PlatformName(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class PlatformState(models.Model):
    """How it stands with one platform. Whoever speaks to it holds this row: one at a time, however many workers.

    `minute` (since 1970) and `calls` count what was asked in the running minute.
    """

    platform = models.CharField(max_length=12, unique=True, choices=PlatformName)
    paused_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True, default="")
    tries = models.SmallIntegerField(default=0)  # that failed in a row
    sent_at = models.DateTimeField(null=True, blank=True)  # the last that went well
    minute = models.BigIntegerField(default=0)
    calls = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.platform


class News(models.Model):
    """What one or many are told at once: the words of a notice, as a kind and its facts. Its id is in the card's link."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=40, blank=True, help_text=_("A number or a code, else empty"))
    facts = models.JSONField(default=dict)
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CardQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system everywhere: the platforms are the whole company's."""
        return self if viewer.reach(MANAGE_SYSTEM).everywhere else self.none()


class Card(models.Model):
    """One notice on its way to one person on one platform. Who they are there is looked up when it is sent.

    *left*: it was read in the desk meanwhile, or is not wanted there; *folded*: told as one of several.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("card", "Waits")
        SENT = "sent", pgettext_lazy("card", "Sent")
        PARKED = "parked", pgettext_lazy("card", "Parked")
        LEFT = "left", pgettext_lazy("card", "Not needed any more")
        FOLDED = "folded", pgettext_lazy("card", "Told with others")

    id = models.BigAutoField(primary_key=True)
    news = models.ForeignKey(News, models.CASCADE, related_name="cards")
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="cards")
    platform = models.CharField(max_length=12, choices=PlatformName)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    next_try_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)  # in which it was refused
    sent_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=200, blank=True, default="")
    last_error = models.CharField(max_length=200, blank=True, default="")

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "platform"], name="card_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="card_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["platform", "next_try_at"], name="card_due", condition=Q(state="queued")),
            models.Index(fields=["platform", "-id"], name="card_parked", condition=Q(state="parked")),
            models.Index(fields=["staff", "-sent_at"], name="card_of_staff", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.news_id} → {self.staff_id}"


class CardWish(models.Model):
    """Which notices somebody wants on their platform, and when they want none that can wait. No row: the defaults."""

    class Wanted(models.TextChoices):
        ALL = "all", pgettext_lazy("notices", "All")
        URGENT = "urgent", pgettext_lazy("notices", "Urgent ones only")
        NONE = "none", pgettext_lazy("notices", "None")

    staff = models.OneToOneField(StaffMember, models.CASCADE, primary_key=True, related_name="card_wish")
    wanted = models.CharField(max_length=8, choices=Wanted, default=Wanted.ALL)
    quiet_from = models.TimeField(null=True, blank=True, default=time(22, 0))
    quiet_until = models.TimeField(null=True, blank=True, default=time(7, 30))

    def __str__(self) -> str:
        return f"{self.staff_id} {self.wanted}"
