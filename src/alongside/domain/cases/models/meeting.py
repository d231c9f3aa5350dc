"""The monthly meeting about the cases of a place: its pack once given out, and what was said there (CAS-13)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from alongside.domain.cases.permissions import SEE_CASE_MEETINGS
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class CaseMeetingQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the nodes at which one may read the packs. Never a customer: it is about all of them."""
        if viewer.kind == "customer":
            return self.none()
        return viewer.limit(self, SEE_CASE_MEETINGS)


class CaseMeeting(models.Model):
    """The meeting of a node about one month. Its decisions are the tasks that are about it.

    `pack` is what was given out: figures, codes and ids, never words, so that it needs no change when somebody is
    forgotten; the database refuses any. `case_ids` are the cases that it names. `words` are the chair's, encrypted.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    held_on = models.DateField(null=True, blank=True)
    words = EncryptedTextField(blank=True, default="")
    written_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    written_at = models.DateTimeField(null=True, blank=True)
    pack = models.JSONField(null=True, blank=True)
    case_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    given_out_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = CaseMeetingQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["case_ids"], name="meeting_cases", fastupdate=False),
            models.Index(
                fields=["given_out_at"],
                name="meeting_to_send",
                condition=Q(sent_at__isnull=True, given_out_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "month"], name="meeting_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="meeting_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(pack__isnull=True, given_out_at__isnull=True)
                | Q(pack__isnull=False, given_out_at__isnull=False),
                name="meeting_pack_was_given_out",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("given_out_at")),
                name="meeting_sent_after_given_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.month:%Y-%m}"
