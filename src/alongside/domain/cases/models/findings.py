"""What was found out: investigation, liability, losses (CAS-7, 8, 9). Nothing here is edited or deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models.case import Case
from alongside.domain.organisation.models import Department, Node, StaffMember


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

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


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
    hearing = models.TextField(blank=True)  # what the person concerned said
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="share_between_0_and_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.percent} %"


class LossEntry(models.Model):
    """A line of the loss ledger (CAS-9), in yuan to the cent. Never edited: a wrong line is reversed by another."""

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
        ENTERED = "entered", _("Entered")
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
    confirmed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    class Meta:
        indexes = [models.Index(fields=["node", "on"], name="loss_node_on")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="loss_not_zero"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_by__isnull=False),
                name="loss_confirmed_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.amount}"
