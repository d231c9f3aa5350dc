"""Work between people: cooperation tasks, notices, approvals, and imports and exports, which take long."""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import ApiClient, Department, Node, StaffMember
from alongside.domain.work.hooks import approvable, exporter_of, exporters, importer_of, importers
from alongside.domain.work.states import APPROVAL_STATES, EXPORT_STATES, IMPORT_STATES, TASK_STATES
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.faults import SAID, FaultyRow, fault_kind


class Task(models.Model):
    """A request to another department, with a deadline, that the receiver accepts or returns (ORG-10, CAS-5).

    `about_kind`/`about_id` name the thing above it that asked (a case); the task does not know more.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="asked_tasks")
    assignee = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="tasks")
    state = models.CharField(max_length=12, choices=TASK_STATES.choices, default="asked")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="task_about"),
            models.Index(
                fields=["assignee", "due_at"],
                name="task_assignee_open",
                condition=Q(state__in=["asked", "accepted"]),
            ),
            models.Index(
                fields=["department", "due_at"],
                name="task_department_open",
                condition=Q(state__in=["asked", "accepted"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """Something a staff member should know now: shown live in the desk without reloading.

    `kind` and `facts` (ids and codes) are rendered in the reader's language; `link` is a path in the desk.
    """

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=120, blank=True, help_text=_("What it is about, e.g. a case number"))
    facts = models.JSONField(default=dict)
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    once_key = models.CharField(max_length=120, null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="notice_staff"),
            models.Index(fields=["staff"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["staff", "once_key"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.staff_id}"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Imports at nodes where the viewer may import such tables (ORG-3)."""
        seen = Q(pk__in=[])
        for importer in importers():
            reach = viewer.reach(importer.permission)
            if reach.everywhere:
                seen |= Q(kind=importer.kind)
            elif reach:
                seen |= Q(kind=importer.kind, node_id__in=sorted(reach.node_ids))
        return self.filter(seen)


class ImportRun(models.Model):
    """One file on its way in: read, its columns chosen, checked, imported (EST-7, CUS-10).

    The counts are those of the check, and from the import on those of the import. They are written in the
    transaction of the batch that they count, with `done_line`, so a run that was killed goes on behind it.
    `holder` grows with everybody who takes the work up; who finds another number there has been replaced.
    """

    kind = models.CharField(max_length=30)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    started_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=IMPORT_STATES.choices, default="reading")
    may_change = models.BooleanField(default=True)
    look = EncryptedTextField(blank=True, default="")  # header and first rows, which may hold anything
    columns = models.JSONField(default=dict)  # {field: place in the header}
    lines = models.IntegerField(default=0)
    done_line = models.IntegerField(default=0)
    holder = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    faulty = models.IntegerField(default=0)
    fields = models.JSONField(default=dict)  # {field: how many rows change it}
    trouble = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    once_key = models.CharField(max_length=60, null=True, blank=True, unique=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["node", "kind", "-id"], name="import_run_node")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def seen(self) -> dict[str, Any]:
        """{"header": [...], "rows": [[...], ...]}: what the file looks like."""
        return json.loads(self.look) if self.look else {"header": [], "rows": []}

    @property
    def names(self) -> dict[str, str]:
        """{field: the file's column}."""
        header = self.seen["header"]
        return {field: header[place] for field, place in self.columns.items() if place < len(header)}

    @property
    def is_busy(self) -> bool:
        return self.state in ("reading", "checking", "importing")

    @property
    def is_counted(self) -> bool:
        """Whether the counts say what was done, not only what would be."""
        return self.begun_at is not None

    @property
    def has_work(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def share_done(self) -> float:
        """How far the file has been gone through, 0 to 1."""
        return min(self.done_line / self.lines, 1.0) if self.lines else 0.0

    @property
    def label(self) -> Any:
        return importer_of(self.kind).label


class ImportFault(models.Model):
    """What is wrong in one place of a file, as a code with its facts. They quote the file, so they are encrypted."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="faults")
    line = models.IntegerField()
    words = EncryptedTextField()  # JSON, as `kept_fault` writes it

    class Meta:
        indexes = [models.Index(fields=["run", "line"], name="import_fault_line")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"

    @property
    def told(self) -> FaultyRow:
        """What was found, to be said in the reader's language. Ask with `run` at hand."""
        kept = json.loads(self.words)
        if isinstance(kept, list):  # column and sentence, as it was kept before there were codes
            return FaultyRow(self.line, SAID, name=kept[0], facts={"words": kept[1]})
        columns = {one.field: one for one in importer_of(self.run.kind).columns}
        return FaultyRow(
            self.line,
            fault_kind(kept["code"]),
            columns.get(kept["field"]),
            kept["name"],
            kept["value"],
            kept["facts"],
        )


def kept_fault(fault: FaultyRow) -> str:
    """A fault as it is kept, before it is encrypted: no sentence, so that any language can be read of it."""
    kept = {
        "code": fault.kind.code,
        "field": fault.about.field if fault.about else "",
        "name": fault.name,
        "value": fault.value,
        "facts": dict(fault.facts),
    }
    return json.dumps(kept, ensure_ascii=False)


# --- approvals (ORG-9) --------------------------------------------------------------------------------------


class ApprovalRule(models.Model):
    """A step that a node asks for beyond what the kind itself asks, below it too (ORG-9).

    The nearest node with rules of a kind decides, with all its steps; without any the kind's own chain holds. A node
    asks for no less than what would hold there without it (`actions/chaining.py`).
    """

    kind = models.CharField(max_length=30)
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    order = models.SmallIntegerField()
    permission = models.CharField(max_length=60)
    from_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "node", "order"], name="approval_rule_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.order} {self.permission}"


class Approval(models.Model):
    """Something that needs a yes of others: asked, decided step by step, four eyes always (ORG-9).

    `fingerprint` tells what exactly was asked: when that changes afterwards, the yes no longer holds.
    """

    kind = models.CharField(max_length=30)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_through = models.ForeignKey(
        ApiClient, models.PROTECT, null=True, blank=True, related_name="+"
    )  # the program that asked in their name
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=APPROVAL_STATES.choices, default="asked")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="approval_about"),
            models.Index(fields=["node"], name="approval_waiting", condition=Q(state="asked")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_kind", "about_id"],
                condition=Q(state="asked"),
                name="approval_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind}:{self.about_id}"

    @property
    def label(self) -> Any:
        return approvable(self.kind).label


class ApprovalDecision(models.Model):
    """One step of an approval: who must say yes, and who did, perhaps as somebody's deputy."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    order = models.SmallIntegerField()
    permission = models.CharField(max_length=60)
    by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    instead_of = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    is_yes = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="approval_step_once"),
            models.UniqueConstraint(fields=["approval", "by"], name="approval_four_eyes"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.order}"


# --- exports (CUS-10, INF-2) --------------------------------------------------------------------------------


class ExportRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own exports, of kinds that one may still export; for a program those that were asked through it."""
        kinds = [one.kind for one in exporters() if viewer.may(one.permission)]
        if viewer.kind == "client":
            return self.filter(asked_through_id=viewer.id, kind__in=kinds)
        if viewer.kind != "staff":
            return self.none()
        return self.filter(asked_by_id=viewer.id, kind__in=kinds)


class ExportRun(models.Model):
    """One table on its way out: asked for, approved when it shows full numbers, written, fetched, deleted (CUS-10).

    `conditions` say which rows, as JSON: they may hold names and phones, so they are encrypted.
    """

    kind = models.CharField(max_length=30)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_through = models.ForeignKey(
        ApiClient, models.PROTECT, null=True, blank=True, related_name="+"
    )  # the program that asked in their name
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=4, choices=[("xlsx", "Excel"), ("csv", "CSV")], default="xlsx")
    conditions = EncryptedTextField(blank=True, default="")
    is_masked = models.BooleanField(default=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=EXPORT_STATES.choices, default="waiting")
    expected = models.IntegerField(default=0)
    rows = models.IntegerField(default=0)
    holder = models.IntegerField(default=0)
    fetched = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="export_run_of"),
            models.Index(fields=["expires_at"], name="export_run_due", condition=Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def asked_for(self) -> dict[str, Any]:
        """The conditions as plain data."""
        return json.loads(self.conditions) if self.conditions else {}

    @property
    def label(self) -> Any:
        return exporter_of(self.kind).label

    @property
    def is_busy(self) -> bool:
        return self.state == "writing"

    @property
    def percent(self) -> int:
        return min(99, round(100 * self.rows / self.expected)) if self.expected else 0
