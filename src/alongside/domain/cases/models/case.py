"""The case itself: kept narrow, for there are millions."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models.catalogue import Category, Kind, Milestone, Severity
from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.cases.states import LABELS, OPEN_STATES, way_of
from alongside.domain.conversations.models import Channel, Conversation
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Location, PublicArea, Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.labels import Labelled
from alongside.kernel.search import Searched
from alongside.kernel.states import StateTable


class CaseQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """ORG-3: the cases of the nodes one reaches, those one takes part in, or (a customer) one's own."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        reach = viewer.reach(SEE_CASES)
        if reach.everywhere:
            return self
        own = viewer.reach(SEE_OWN_CASES)
        seen = Q(reach.over("node_id")) if reach else Q(pk__in=[])
        if own and viewer.kind == "staff":
            theirs = Participant.objects.filter(staff_id=viewer.id).values("case_id")
            seen |= Q(pk__in=theirs) & (Q() if own.everywhere else Q(own.over("node_id")))
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(is_open=True)


class Case(Labelled):
    """Anything a customer brings that needs an answer (CAS-1).

    `owner` answers in the customer's eyes (CAS-5). `next_due_at` is the nearest deadline still running: the
    list sorts by it. `version` moves with every act (CAS-16).
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)  # GLT-2611-0382
    node = models.ForeignKey(Node, models.PROTECT, related_name="cases", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="cases")
    severity = models.SmallIntegerField(choices=Severity, default=Severity.NORMAL)
    channel = models.CharField(max_length=10, choices=Channel)
    title = models.CharField(max_length=200)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    public_area = models.ForeignKey(
        PublicArea, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    place_words = models.CharField(max_length=200, blank=True)  # where, when it is no unit of ours
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="case")
    owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="owned_cases", db_index=False
    )
    first_contact = models.ForeignKey(  # 首问负责制
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assigned_because = models.JSONField(default=dict, blank=True)  # CAS-6: what the routing weighed
    state = models.CharField(max_length=14, choices=list(LABELS.items()), default="received")
    is_open = models.BooleanField(default=True)
    is_major = models.BooleanField(default=False)
    is_waiting_for_customer = models.BooleanField(default=False)
    lead_case = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="member_cases", db_index=False
    )
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_milestone = models.CharField(max_length=12, choices=Milestone, blank=True)
    outcome = models.CharField(max_length=20, blank=True)  # why it ended: confirmed, unreachable, rejected…
    outcome_words = models.TextField(blank=True)
    proposal = models.TextField(blank=True)  # what we offer; the customer agrees to this text
    reopened_count = models.SmallIntegerField(default=0)
    transfer_count = models.SmallIntegerField(default=0)
    rating = models.SmallIntegerField(null=True, blank=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    source_key = models.CharField(max_length=80, null=True, blank=True)  # number in the system imported from
    source_data = models.JSONField(default=dict, blank=True)
    is_anonymised = models.BooleanField(
        default=False, db_default=False
    )  # whose it was is erased; nobody writes
    version = models.IntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "next_due_at", "id"], name="case_owner_due", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["node", "next_due_at", "id"], name="case_node_due", condition=Q(is_open=True)
            ),
            models.Index(fields=["node", "-opened_at", "-id"], name="case_node_opened"),
            models.Index(fields=["-opened_at", "-id"], name="case_opened"),
            models.Index(
                fields=["node", "next_due_at", "id"],
                name="case_unassigned",
                condition=Q(is_open=True, owner__isnull=True),
            ),
            models.Index(fields=["customer", "-opened_at"], name="case_customer"),
            models.Index(fields=["unit", "-opened_at"], name="case_unit"),
            models.Index(
                fields=["owner", "-closed_at"], name="case_owner_closed", condition=Q(is_open=False)
            ),
            models.Index(fields=["lead_case"], name="case_lead", condition=Q(lead_case__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=sorted(OPEN_STATES))
                | (Q(is_open=False) & ~Q(state__in=sorted(OPEN_STATES))),
                name="case_open_means_open_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="case_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="case_rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(next_due_at__isnull=True), name="case_ended_has_nothing_due"
            ),
            models.UniqueConstraint(
                fields=["source_key"], condition=Q(source_key__isnull=False), name="case_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def way(self) -> StateTable:
        return way_of(self.kind)


class CaseSearch(Searched):
    """The searchable words of a case (title and the customer's first words), beside it so that it stays narrow."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="search")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.case_id}"


class Participant(models.Model):
    """A staff member who takes part in a case, as what: decides what external staff may see."""

    class Role(models.TextChoices):
        OWNER = "owner", _("In charge")
        HELPER = "helper", _("Helping")
        LEAD = "lead", _("Lead")

    case = models.ForeignKey(Case, models.CASCADE, related_name="participants")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="participations")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        # Whoever owned ten thousand cases still finds the few they help with.
        indexes = [
            models.Index(fields=["staff", "case"], condition=~Q(role="owner"), name="participant_helping")
        ]
        constraints = [models.UniqueConstraint(fields=["case", "staff", "role"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role} {self.case_id}"


class CasePerson(Labelled):
    """A customer who has to do with a case besides the one who brought it (CAS-1: people)."""

    class Role(models.TextChoices):
        AFFECTED = "affected", _("Affected")
        WITNESS = "witness", _("Witness")
        SPEAKER = "speaker", _("Speaks for the owners")

    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "customer", "role"], name="case_person_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.role} {self.case_id}"


class SavedView(models.Model):
    """A list of cases kept under a name: filters, order; own or shared with a node (field conventions)."""

    owner = models.ForeignKey(StaffMember, models.CASCADE, related_name="saved_views")
    node = models.ForeignKey(
        Node, models.CASCADE, null=True, blank=True, related_name="+"
    )  # set = shared there
    name = models.CharField(max_length=60)
    conditions = models.JSONField(default=dict)
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
