"""What was found out: investigation, liability, losses (CAS-7, 8, 9). Nothing here is edited or deleted."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.permissions import SEE_CASES
from alongside.domain.organisation.models import Department, Node, StaffMember
from alongside.kernel.actor import Actor


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Staff who see the case; never the customer, for statements of others are among it."""
        if viewer.kind == "customer":
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(viewer))


class Evidence(models.Model):
    """A statement, a file, a photo, an extract. Corrections are added and point at what they correct (CAS-7)."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        EVIDENCE_FILE = "file", _("Evidence file")
        SITE_PHOTO = "photo", _("Site photo")
        CONTRACT_EXTRACT = "contract", _("Contract extract")
        PROMISE_EXTRACT = "promise", _("Promise extract")
        TIMELINE = "timeline", _("What happened when")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    person_heard = models.CharField(max_length=80, blank=True)
    words = models.TextField()
    happened_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    file_count = models.SmallIntegerField(default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def node_id(self) -> int:
        """Files kept with it belong where the case belongs."""
        return self.case.node_id


class LiabilityFindingQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who sees the cases of the node, and each person concerned: they are heard and may appeal (CAS-8)."""
        seen = viewer.limit(self, SEE_CASES)
        if viewer.kind != "staff":
            return seen
        concerns = LiabilityShare.objects.filter(finding=OuterRef("pk"), staff_id=viewer.id)
        return self.filter(Q(pk__in=seen.values("pk")) | Exists(concerns))

    def standing(self) -> Self:
        """Those that count: issued and not overturned, an appeal pending or not."""
        return self.filter(state__in=LiabilityFinding.STANDING)


class LiabilityFinding(models.Model):
    """Who caused it, and how far (CAS-8). A new finding replaces the last; the old one stays readable."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        HEARD = "heard", _("Heard")
        ISSUED = "issued", _("Issued")
        APPEALED = "appealed", _("Appealed")
        UPHELD = "upheld", _("Upheld")
        OVERTURNED = "overturned", _("Overturned")

    class Cause(models.TextChoices):
        PROCEDURE = "procedure", _("Broken procedure")
        PROMISE = "promise", _("Careless promise")
        HANDOVER = "handover", _("Unclear handover between staff")
        CONTRACT = "contract", _("Contract wording")
        WORKMANSHIP = "workmanship", _("Workmanship")
        DESIGN = "design", _("Design")
        MATERIAL = "material", _("Material")
        THIRD_PARTY = "third_party", _("Third party")

    STANDING = (State.ISSUED, State.APPEALED, State.UPHELD)
    BEING_WRITTEN = (State.DRAFTED, State.HEARD)

    case = models.ForeignKey(Case, models.PROTECT, related_name="findings")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause)
    words = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    found_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    appeal_words = models.TextField(blank=True)
    appealed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = LiabilityFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state="overturned"), name="finding_one_standing_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.cause}"


class LiabilityShare(models.Model):
    """A party's share in per cent with two places. All shares of a finding add up to exactly 100 (CAS-8);
    a deferred constraint trigger checks it at commit."""

    class Party(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        PERSON = "person", _("Person")
        CONTRACTOR = "contractor", _("Contractor")
        OWNER = "owner", _("Owner")
        THIRD_PARTY = "third_party", _("Third party")

    finding = models.ForeignKey(LiabilityFinding, models.PROTECT, related_name="shares")
    party = models.CharField(max_length=12, choices=Party)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    contractor_name = models.CharField(max_length=120, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    hearing = models.TextField(blank=True)  # what the person concerned said, or how they declined
    heard_at = models.DateTimeField(null=True, blank=True)
    is_hearing_declined = models.BooleanField(default=False)  # they were asked and did not want to speak

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="share_between_0_and_100"
            ),
            models.CheckConstraint(
                condition=Q(
                    party="department", department__isnull=False, staff__isnull=True, contractor_name=""
                )
                | Q(party="person", staff__isnull=False, contractor_name="")
                | (
                    Q(party="contractor", staff__isnull=True, department__isnull=True)
                    & ~Q(contractor_name="")
                )
                | Q(
                    party__in=["owner", "third_party"],
                    staff__isnull=True,
                    department__isnull=True,
                    contractor_name="",
                ),
                name="share_names_its_party",
            ),
            models.CheckConstraint(
                condition=Q(is_hearing_declined=False) | Q(heard_at__isnull=False),
                name="share_declined_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.percent} %"


class LossEntryQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """The entries of the nodes whose cases one sees."""
        return viewer.limit(self, SEE_CASES)

    def counted(self) -> Self:
        """What totals add up: the confirmed entries, reversals among them."""
        return self.filter(state=LossEntry.State.CONFIRMED)


class LossEntry(models.Model):
    """A line of the loss ledger (CAS-9), in yuan to the cent. Never edited: a wrong line is reversed by another.

    Only confirmed lines count: entered within the limit of authority of who did (`is_within_limit`), or approved.
    `decided_*` say who confirmed or refused it; these columns and the state are all that the database lets change, once.
    """

    class Kind(models.TextChoices):
        DAMAGES = "damages", _("Damages awarded")
        COURT_FEE = "court_fee", _("Court fee")
        LAWYER = "lawyer", _("Lawyer")
        COMPENSATION = "compensation", _("Compensation")
        REFUND = "refund", _("Refund")
        RETURNED_HOME = "returned_home", _("Returned home")
        WAIVED_FEE = "waived_fee", _("Waived fee")
        EXPENSE = "expense", _("Department expense")
        INDIRECT = "indirect", _("Indirect, estimated")
        RECOVERY = "recovery", _("Recovered")

    class State(models.TextChoices):
        ENTERED = "entered", _("Waits for a yes")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    case = models.ForeignKey(Case, models.PROTECT, related_name="losses")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    cause = models.CharField(max_length=12, choices=LiabilityFinding.Cause, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # recoveries are negative
    on = models.DateField()
    words = models.CharField(max_length=300)
    recovered_from = models.CharField(max_length=20, blank=True)  # contractor, insurer, other
    state = models.CharField(max_length=10, choices=State, default=State.ENTERED)
    entered_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)
    is_within_limit = models.BooleanField(default=False, db_default=False)  # said alone by who entered it
    reverses = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reversals")

    objects = LossEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["node", "on"], name="loss_node_on")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="loss_not_zero"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False)
                | Q(kind="recovery", amount__lt=0)
                | (~Q(kind="recovery") & Q(amount__gt=0)),
                name="loss_recovery_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(state="entered", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="entered") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="loss_decided_by_name",
            ),
            models.CheckConstraint(  # CAS-9: four eyes, but within one's own limit
                condition=~Q(state="confirmed")
                | (Q(is_within_limit=True) & Q(decided_by=F("entered_by")))
                | (Q(is_within_limit=False) & ~Q(decided_by=F("entered_by"))),
                name="loss_confirmed_with_authority",
            ),
            models.CheckConstraint(
                condition=Q(is_within_limit=False) | Q(state="confirmed"), name="loss_alone_counts_at_once"
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False) & ~Q(state="refused"),
                name="loss_reversed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.amount}"
