"""Importing a table of requests from another system, as a mapping file reads it.

Dry run or real: every faulty row is named with its line, column and reason; good rows go in batch by batch, so
a run that was killed is run again, and one that was finished changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.imports.loading import (
    BATCH,
    LoadedCase,
    LoadedDeadline,
    LoadedMessage,
    load_cases,
)
from alongside.domain.cases.imports.mapping import CaseMapping
from alongside.domain.cases.models import Category, Milestone, Severity
from alongside.domain.cases.permissions import IMPORT_CASES
from alongside.domain.organisation.actions import add_node
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import LoadReport, Progress, batches
from alongside.kernel.faults import FaultKind, FaultyRow
from alongside.kernel.tables import Row, read_header, read_table

CODE_LENGTH = 120
IS_NO_MOMENT = FaultKind("no_moment", _("Not a date and time: %(text)s"))
HAS_NO_NUMBER = FaultKind("no_number", _("The number of the request is missing."))
HAS_NO_OPENING = FaultKind("no_opening", _("When it was opened is missing."))


@dataclass
class Marks:
    """On-time marks of the file on closed rows that had a target, beside what our deadlines say of them."""

    theirs_on_time: int = 0
    theirs_late: int = 0
    unmarked: int = 0
    ours_on_time: int = 0
    ours_late: int = 0
    differing: int = 0


@dataclass
class ImportReport(LoadReport):
    """What a run found and did, and how the file's own on-time marks compare with ours."""

    marks: Marks = field(default_factory=Marks)


def import_requests(
    path: Path,
    mapping: CaseMapping,
    *,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Load the file's rows as cases. `progress` hears the number of rows read after each batch.

    Raises NotAllowed, Refused (mapping and file do not fit), UnreadableTable.
    """
    by.require(IMPORT_CASES)
    mapping.check_header(read_header(path))
    report = ImportReport()
    reader = _Reader(mapping, by=by, now=now, dry_run=dry_run)
    for batch in batches(read_table(path), BATCH):
        good = []
        for row in batch:
            report.read += 1
            case, faults = reader.read(row)
            if faults:
                report.faulty += faults
            else:
                good.append(case)
                _compare_marks(report.marks, mapping, row, case)
        if not dry_run:
            new = load_cases(good, by=by, now=now)
            report.new += new
            report.same += len(good) - new
        if progress:
            progress(report)
    return report


class _Reader:
    """Rows to cases; makes the nodes and categories that it meets (not in a dry run) and remembers them."""

    def __init__(self, mapping: CaseMapping, *, by: Actor, now: datetime, dry_run: bool) -> None:
        self.mapping, self.by, self.now, self.dry_run = mapping, by, now, dry_run
        self._nodes: dict[str, Node] = {}
        self._categories: dict[str, int | None] = {}

    def read(self, row: Row) -> tuple[LoadedCase, list[FaultyRow]]:
        mapping, cells = self.mapping, row.cells
        faults: list[FaultyRow] = []
        moments: dict[str, datetime | None] = {}
        for name in ("opened_at", "due_at", "closed_at"):
            try:
                moments[name] = mapping.moment_of(name, cells)
            except ValueError:
                moments[name] = None
                faults.append(self._fault(row, name, IS_NO_MOMENT, text=mapping.text(name, cells)))
        key = mapping.text("source_key", cells)
        if not key:
            faults.append(self._fault(row, "source_key", HAS_NO_NUMBER))
        opened_at = moments["opened_at"]
        if opened_at is None:
            if not faults:
                faults.append(self._fault(row, "opened_at", HAS_NO_OPENING))
            opened_at = self.now
        kind = mapping.text("kind", cells) or "enquiry"
        closed_at, due_at = moments["closed_at"], moments["due_at"]
        closing = mapping.text("closing_words", cells)
        case = LoadedCase(
            source_key=f"{mapping.key_prefix}{key}",
            node=self._node(mapping.text("node", cells)),
            kind=kind,
            channel=mapping.text("channel", cells) or "other",
            title=mapping.text("title", cells),
            words=mapping.text("words", cells),
            opened_at=opened_at,
            state=mapping.state_of(cells, is_closed=closed_at is not None),
            category_id=self._category(kind, cells),
            severity=int(mapping.text("severity", cells) or Severity.NORMAL),
            place_words=mapping.text("place_words", cells),
            resolved_at=closed_at,
            closed_at=closed_at,
            outcome="imported" if closed_at else "",
            outcome_words=closing if closed_at else "",
            deadlines=[LoadedDeadline(Milestone.RESOLVE, due_at, closed_at)] if due_at else (),
            messages=[LoadedMessage("out", closing, closed_at)] if closing and closed_at else (),
        )
        faults += [self._fault(row, name, kind) for name, kind in case.faults()]
        return case, faults

    def _fault(self, row: Row, name: str, kind: FaultKind, **facts: str) -> FaultyRow:
        columns = ", ".join(self.mapping.columns.get(name, (name,)))
        return FaultyRow(row.line, kind, name=columns, facts=facts)

    def _node(self, value: str) -> Node:
        code = self.mapping.node_codes.get(value) or self.mapping.node_under
        if code not in self._nodes:
            self._nodes[code] = self._find_node(code, value)
        return self._nodes[code]

    def _find_node(self, code: str, name: str) -> Node:
        found = Node.objects.filter(code=code).first()
        if found:
            return found
        root = Node.objects.get(parent=None)
        if self.dry_run:
            return root
        is_under = code == self.mapping.node_under
        parent = root if is_under else self._node("")
        return add_node(
            parent=parent,
            kind=Node.Kind.CITY if is_under else Node.Kind.PROJECT,
            name=self.mapping.node_under_name if is_under else name,
            code=code,
            zone=self.mapping.node_zone,
            by=self.by,
            now=self.now,
        )

    def _category(self, kind: str, cells: dict[str, str | None]) -> int | None:
        """The category under `root` for the row's path, made where it is missing."""
        parent_id: int | None = None
        path = f"{kind}/{self.mapping.category_root}" if self.mapping.category_root else kind
        for column in self.mapping.category_columns:
            name = cells.get(column)
            if not name:
                break
            path = f"{path}/{_slug(name)}"
            if path not in self._categories:
                self._categories[path] = self._find_category(kind, path[:CODE_LENGTH], name, parent_id)
            parent_id = self._categories[path]
        return parent_id

    def _find_category(self, kind: str, code: str, name: str, parent_id: int | None) -> int | None:
        if self.dry_run:
            return Category.objects.filter(code=code).values_list("pk", flat=True).first()
        texts = {"zh-hans": name, "en": name, "zh-hant": name}
        made, _new = Category.objects.get_or_create(
            code=code, defaults={"kind": kind, "name": texts, "parent_id": parent_id, "position": 1000}
        )
        return made.pk


def _slug(name: str) -> str:
    """A short code for a name of any script; unlike names never share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24]
    return (
        plain if plain and len(name) <= len(plain) + 2 else f"{plain}-{sha1(name.encode()).hexdigest()[:6]}"
    )


def _compare_marks(marks: Marks, mapping: CaseMapping, row: Row, case: LoadedCase) -> None:
    """Hold the file's own on-time mark of a closed row with a target against the deadline we load."""
    if not mapping.mark_column or not case.closed_at or not case.deadlines:
        return
    on_time = case.closed_at <= case.deadlines[0].due_at
    mark = row.cells.get(mapping.mark_column)
    marks.ours_on_time += on_time
    marks.ours_late += not on_time
    if mark == mapping.mark_yes:
        marks.theirs_on_time += 1
        marks.differing += not on_time
    elif mark == mapping.mark_no:
        marks.theirs_late += 1
        marks.differing += on_time
    else:
        marks.unmarked += 1
