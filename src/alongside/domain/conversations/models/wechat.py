"""WeChat official accounts: who follows them, and what WeChat pushed that is not yet understood (CHN-3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models.accounts import Account
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.wechat_official import Pushed

OFFICIAL = "wechat_official"  # the provider of such an account


class FollowerQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system there (ORG-3); counts, hardly ever rows."""
        return viewer.limit(self, MANAGE_SYSTEM)


class Follower(models.Model):
    """Somebody who followed an official account or wrote to it. WeChat's ids lie encrypted (INF-1).

    `changed_at`: when they last began or ceased to follow. `spoke_at`: when they wrote last.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="followers", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    openid = EncryptedTextField()
    openid_hash = BlindIndexField(of=("openid",), made=sender_index)
    unionid = EncryptedTextField(blank=True, default="")
    is_following = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    spoke_at = models.DateTimeField(null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "openid_hash"], name="follower_once"),
        ]
        indexes = [models.Index(fields=["openid_hash"], name="follower_openid")]

    def __str__(self) -> str:
        return f"{self.pk}"


class NoticeConsent(models.Model):
    """That somebody said yes to notices under one template (订阅通知), and how often we may still use it (CHN-7).

    Each yes is good for one notice. `changed_at`: when WeChat told of it last, so that the same told again counts once.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="consents", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    template_id = models.CharField(max_length=64)
    left = models.PositiveIntegerField(default=0)
    is_refused = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "template_id"], name="notice_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} {self.left}"


class OfficialMenu(models.Model):
    """The menu below the conversation as it is kept, how its last publishing went, and what WeChat shows since."""

    class State(models.TextChoices):
        KEPT = "kept", _("Not published yet")
        WAITING = "waiting", _("Being published")
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("WeChat refused it")

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="menu")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    entries = models.JSONField(default=list)  # as rules/wechat_menu says
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.KEPT)
    trouble = models.CharField(max_length=20, blank=True, default="")  # of the last publishing
    number = models.IntegerField(default=0)  # WeChat's own, of that trouble
    published = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class PushedMessage(models.Model):
    """What WeChat pushed, written down at once and understood by a job, which deletes it: it lies here for seconds.

    `tries`: how often its file could not be fetched.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    once_key = models.CharField(max_length=64)
    body = EncryptedTextField()
    pushed_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "once_key"], name="pushed_message_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}:{self.once_key}"

    @property
    def pushed(self) -> Pushed:
        told = json.loads(self.body)
        return Pushed(**told | {"at": datetime.fromtimestamp(told["at"], UTC)})

    @staticmethod
    def body_of(pushed: Pushed) -> str:
        return json.dumps(
            {
                "account": pushed.account,
                "sender": pushed.sender,
                "kind": pushed.kind,
                "event": pushed.event,
                "at": int(pushed.at.timestamp()),
                "fields": pushed.fields,
            }
        )
