"""Files on their way in."""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.work.hooks import importer_of, importers
from alongside.domain.work.states import IMPORT_STATES
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.faults import SAID, FaultyRow, fault_kind


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
