"""What the customer was asked to change about a promise, and what they said (SAL-4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises.models.promise import Promise
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.labels import Labelled


class Renegotiation(Labelled):
    """One question to the customer. It keeps what stood before, so that the promise's history is whole.

    `new_on` None: we ask to drop the promise. `new_words` empty: the words stay. `channel` is how the customer answered;
    `answered_by` wrote it down, nobody where the customer answered in the portal.
    """

    class Answer(models.TextChoices):
        AWAITED = "", pgettext_lazy("renegotiation", "Waits for the customer")
        AGREED = "agreed", pgettext_lazy("renegotiation", "Agreed")
        DECLINED = "declined", pgettext_lazy("renegotiation", "Declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("renegotiation", "Taken back by us")
        LAPSED = "lapsed", pgettext_lazy("renegotiation", "No longer needed")

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="renegotiations", db_index=False)
    asked_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    reason = EncryptedTextField()
    before_on = models.DateField()
    before_words = EncryptedTextField(blank=True, default="")
    new_on = models.DateField(null=True, blank=True)
    new_words = EncryptedTextField(blank=True, default="")
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10, blank=True)
    answer_words = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=Q(answered_at__isnull=True), name="renegotiation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="renegotiation_answered_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["promise", "id"], name="renegotiation_promise")]

    def __str__(self) -> str:
        return f"renegotiation {self.pk}"

    @property
    def drops(self) -> bool:
        """Whether we ask to drop the promise."""
        return self.new_on is None
