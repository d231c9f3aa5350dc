"""Disputes, lawsuits and arbitrations that came out of cases (CAS-17). Words about people are encrypted (INF-1)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.models.findings import LossEntry
from alongside.domain.cases.permissions import SEE_LEGAL_MATTERS
from alongside.domain.cases.states import LEGAL_ENDED, LEGAL_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.labels import Labelled


class LegalMatterQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """ORG-3: those of the nodes at which one sees legal matters. Never the customer: it is about them."""
        if viewer.kind == "customer":
            return self.none()
        return viewer.limit(self, SEE_LEGAL_MATTERS)

    def standing(self) -> Self:
        """Those that are not at their end."""
        return self.exclude(state__in=sorted(LEGAL_ENDED))


class LegalMatter(Labelled):
    """One matter with the other side, tied to the cases from which it came.

    `body_name` is the court or the arbitration body, `body_number` the number that it gave; both may come later.
    `in_charge` answers for its days. Its cost stands in the loss ledger of its cases, and nowhere else.
    """

    class Kind(models.TextChoices):
        DISPUTE = "dispute", pgettext_lazy("legal matter", "Dispute")
        LAWSUIT = "lawsuit", pgettext_lazy("legal matter", "Lawsuit")
        ARBITRATION = "arbitration", pgettext_lazy("legal matter", "Arbitration")

    class Side(models.TextChoices):
        CLAIMANT = "claimant", _("We claim")
        DEFENDANT = "defendant", _("We are claimed from")
        THIRD_PARTY = "third_party", _("We are drawn in")

    class Outcome(models.TextChoices):
        WON = "won", _("Won")
        PARTLY = "partly", _("Won in part")
        LOST = "lost", _("Lost")
        SETTLED = "settled", pgettext_lazy("legal matter", "Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)  # GLT-L2611-0007
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    our_side = models.CharField(max_length=12, choices=Side)
    title = EncryptedTextField()
    opponent = EncryptedTextField(blank=True, default="")
    body_name = models.CharField(max_length=120, blank=True)
    body_number = models.CharField(max_length=80, blank=True)
    our_lawyers = EncryptedTextField(blank=True, default="")
    their_lawyers = EncryptedTextField(blank=True, default="")
    in_charge = models.ForeignKey(StaffMember, models.PROTECT, related_name="legal_matters", db_index=False)
    state = models.CharField(max_length=12, choices=LEGAL_STATES.choices, default="prepared")
    appeals = models.SmallIntegerField(default=0)
    opened_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    filed_on = models.DateField(null=True, blank=True)
    heard_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = EncryptedTextField(blank=True, default="")
    once_key = models.CharField(max_length=60, null=True, blank=True, unique=True)  # one form sent twice
    version = models.IntegerField(default=1)
    cases = models.ManyToManyField(Case, through="LegalCase", related_name="legal_matters")

    objects = LegalMatterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "-opened_at", "-id"], name="legal_node_opened"),
            models.Index(
                fields=["in_charge"], name="legal_in_charge", condition=~Q(state__in=sorted(LEGAL_ENDED))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state__in=sorted(LEGAL_ENDED)) & Q(ended_on__isnull=False) & ~Q(outcome=""))
                | (~Q(state__in=sorted(LEGAL_ENDED)) & Q(ended_on__isnull=True)),
                name="legal_ended_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "withdrawn", "settled", "carried_out"])
                | Q(filed_on__isnull=False),
                name="legal_filed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_ended(self) -> bool:
        return self.state in LEGAL_ENDED


class LegalCase(models.Model):
    """From which case a matter came. There may be several: many owners, one lawsuit."""

    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="tied")
    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_ties")
    tied_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["matter", "case"], name="legal_case_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.case_id}"


class LegalClaim(models.Model):
    """What one side asks for. Without an amount it is about doing something."""

    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="claims")
    is_ours = models.BooleanField()
    words = EncryptedTextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    added_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="legal_claim_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.amount}"


class LegalDate(Labelled):
    """A hearing, or a day until which something must be done. `remind_at`: when who is in charge hears of it next."""

    class Kind(models.TextChoices):
        HEARING = "hearing", pgettext_lazy("legal matter", "Hearing")
        DEADLINE = "deadline", pgettext_lazy("legal matter", "Deadline")

    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="dates", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    words = EncryptedTextField(blank=True, default="")
    remind_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    is_dropped = models.BooleanField(default=False)  # it did not take place, or the matter ended before
    result = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["matter", "at"], name="legal_date_matter"),
            models.Index(
                fields=["remind_at"], name="legal_date_remind", condition=Q(remind_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(remind_at__isnull=True),
                name="legal_date_done_is_silent",
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(done_at__isnull=False), name="legal_date_dropped_is_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind} {self.at:%Y-%m-%d}"


class LegalPaperQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Whoever sees the matter."""
        return self.filter(matter__in=LegalMatter.objects.visible_to(viewer))


class LegalPaper(Labelled):
    """A piece of evidence or a document of the matter. Its files lie sealed; nothing is edited or taken away."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract or agreement")
        LETTER = "letter", _("Letter")
        PHOTO = "photo", _("Photo or recording")
        EXPERTISE = "expertise", _("Expert report")
        PLEADING = "pleading", _("Written pleading")
        DECISION = "decision", _("Judgment, award or settlement")
        OTHER = "other", pgettext_lazy("legal matter", "Other document")

    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind)
    words = EncryptedTextField()
    added_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    file_count = models.SmallIntegerField(default=0)

    objects = LegalPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"

    @property
    def node_id(self) -> int:
        """Files kept with it belong where the matter belongs."""
        return self.matter.node_id


class LegalLoss(models.Model):
    """Which lines of the loss ledger the matter cost. The line itself is the case's (CAS-9)."""

    loss = models.OneToOneField(LossEntry, models.PROTECT, primary_key=True, related_name="legal")
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="costs")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.loss_id}"
