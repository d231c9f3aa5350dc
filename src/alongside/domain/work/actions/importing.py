"""One way in for every table: a file is kept, read, its columns chosen, checked, imported (EST-7, CUS-10).

The steps that take long (`work_on_import`) are done by the worker, or in the foreground by the command line. They
bear being killed at any moment: the check begins anew, the import goes on behind the last batch that is in.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work import events
from alongside.domain.work.actions.notices import notify
from alongside.domain.work.hooks import importer_of
from alongside.domain.work.models import ImportFault, ImportRun, kept_fault
from alongside.domain.work.queries import file_at_hand
from alongside.domain.work.states import IMPORT_STATES
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.bulk import LoadReport, copy_rows, reserve_ids
from alongside.kernel.columns import guess_columns, missing_columns
from alongside.kernel.crypto import encrypt
from alongside.kernel.events import Event
from alongside.kernel.files import TABLE, clean_name
from alongside.kernel.jobs import defer, is_in_hand
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import delete_file, files_about, store_files
from alongside.kernel.tables import UnreadableTable, look_at_table, read_table

JOB, QUEUE = "alongside.domain.work.jobs.import_table", "long"
FIRST_ROWS = 3
MOST_FAULTY = 50_000  # rows; a file with more does not fit its columns, and nobody mends it line by line
Heard = Callable[[ImportRun], None]
logger = logging.getLogger(__name__)


class Replaced(Exception):
    """Somebody cancelled, or another process has taken the work up; what this batch did is undone."""


class TooFaulty(Exception):
    """More rows are faulty than anybody could mend."""


# --- what people do -----------------------------------------------------------------------------------------


@transaction.atomic
def start_import(
    *,
    kind: str,
    node: Node,
    upload: Any,
    by: Actor,
    now: datetime,
    may_change: bool = True,
    once_key: str | None = None,
    in_background: bool = True,
) -> ImportRun:
    """Keep the file and let it be read. With a `once_key` that was used before, the import of then (two clicks).

    Raises NotAllowed; Refused for what is no table. `in_background` False: the caller calls `work_on_import`.
    """
    by.require(importer_of(kind).permission, on=node)
    if once_key:
        made, is_new = ImportRun.objects.get_or_create(
            once_key=once_key, defaults=_first_values(kind, node, upload, may_change, by, now)
        )
        if not is_new:
            if made.started_by_id != (by.id if by.kind == "staff" else None):
                raise NotAllowed(_("This import belongs to somebody else."))
            return made
    else:
        made = ImportRun.objects.create(**_first_values(kind, node, upload, may_change, by, now))
    try:
        store_files([upload], about=made, by=by, now=now, purposes=frozenset({TABLE}), is_sealed=True)
    except Refused as no:
        raise Refused(no.words, field="file", facts=no.facts) from no
    if in_background:
        _let_worker_go_on(made)
    return made


@transaction.atomic
def choose_columns(
    run: ImportRun,
    *,
    columns: Mapping[str, int],
    may_change: bool,
    by: Actor,
    now: datetime,
    in_background: bool = True,
) -> ImportRun:
    """Say which column of the file is which field ({field: place in the header}), and let the file be checked.

    Refused when a column is said twice or one that is needed is missing; its `field` is the field at fault.
    """
    run = _locked(run, by)
    importer = importer_of(run.kind)
    if run.state == "checking":  # the second click
        return run
    state = IMPORT_STATES.check("check_import", run.state)
    header = run.seen["header"]
    known = {one.field for one in importer.columns}
    columns = {
        field: place for field, place in columns.items() if field in known and 0 <= place < len(header)
    }
    met: dict[int, str] = {}
    for field, place in columns.items():
        if met.setdefault(place, field) != field:
            raise Refused(_("“%(column)s” is chosen twice.") % {"column": header[place]}, field=field)
    for one in missing_columns(importer.columns, columns, run.seen["rows"]):
        raise Refused(_("“%(column)s” is needed.") % {"column": one.label}, field=one.field)
    run.columns, run.may_change, run.state = columns, may_change, state
    _forget_counts(run)
    run.save()
    if in_background:
        _let_worker_go_on(run)
    return run


@transaction.atomic
def begin_import(run: ImportRun, *, by: Actor, now: datetime, in_background: bool = True) -> ImportRun:
    """Take in what the check found good. Any number of times: it begins once."""
    run = _locked(run, by)
    if run.state in ("importing", "done"):
        return run
    run.state, run.begun_at = IMPORT_STATES.check("begin_import", run.state), now
    _forget_counts(run)
    run.save()
    _record(events.IMPORT_BEGUN, run, by=by, now=now)
    if in_background:
        _let_worker_go_on(run)
    return run


@transaction.atomic
def cancel_import(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Stop at the next batch; the rows that are in stay. Any number of times."""
    run = _locked(run, by)
    if run.state == "cancelled":
        return run
    run.state, run.ended_at = IMPORT_STATES.check("cancel_import", run.state), now
    run.save()
    _record(events.IMPORT_CANCELLED, run, by=by, now=now)
    return run


@transaction.atomic
def resume_import(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Let one that stopped, or that nobody is at any more, go on where it was. Any number of times."""
    run = _locked(run, by)
    if run.state == "stopped":
        run.state, run.trouble = _before_stopping(run), ""
        run.save()
    if run.is_busy and not is_in_hand(JOB, run_id=run.pk):
        _let_worker_go_on(run)
    return run


# --- what takes long ----------------------------------------------------------------------------------------


def work_on_import(run_id: int, *, now: datetime, heard: Heard | None = None) -> ImportRun | None:
    """Read, check or import, whichever is next; nothing when there is nothing to do. `heard` is told of each batch.

    A database that is away comes through, so that the job is tried again; after any other the import is stopped,
    says so, and can be resumed.
    """
    run = _take_up(run_id)
    if run is None:
        return None
    steps = {"reading": _read, "checking": _check, "importing": _import}
    try:
        steps[run.state](run, now, heard)
    except Replaced:
        pass
    except TooFaulty:
        _end(run, "refuse_file", now, trouble="too_faulty")
    except UnreadableTable as no:
        _end(run, "refuse_file" if run.state != "importing" else "stop_import", now, trouble=no.reason)
    except FileNotFoundError:
        _end(run, "stop_import", now, trouble="file_gone")
    except NotAllowed:
        _end(run, "stop_import", now, trouble="not_allowed")
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        logger.exception("import %s stopped", run.pk)
        _end(run, "stop_import", now, trouble="broken")
    run.refresh_from_db()
    return run


def _read(run: ImportRun, now: datetime, heard: Heard | None) -> None:
    """What columns the file has, and which they probably are."""
    with file_at_hand(run) as path:
        look = look_at_table(path, rows=FIRST_ROWS)
    guessed = guess_columns(importer_of(run.kind).columns, look.header)
    with transaction.atomic():
        run = _still_ours(run)
        rows = [[row.cells.get(name) or "" for name in look.header] for row in look.rows]
        run.look = json.dumps({"header": look.header, "rows": rows}, ensure_ascii=False)
        run.columns = {field: look.header.index(name) for field, name in guessed.items()}
        run.lines, run.state = look.lines, IMPORT_STATES.check("show_columns", run.state)
        run.save()


def _check(run: ImportRun, now: datetime, heard: Heard | None) -> None:
    """A dry run over all rows. One that was killed begins anew."""
    with transaction.atomic():
        run = _still_ours(run)
        _forget_counts(run)
        run.save()
    _go_through(run, now, heard, dry_run=True)
    _end(run, "say_checked", now)


def _import(run: ImportRun, now: datetime, heard: Heard | None) -> None:
    """Everything behind the last line that is in."""
    _go_through(run, now, heard, dry_run=False)
    _end(run, "finish_import", now)


def _go_through(run: ImportRun, now: datetime, heard: Heard | None, *, dry_run: bool) -> None:
    importer = importer_of(run.kind)
    told = LoadReport()

    def keep(report: LoadReport) -> None:
        """With each batch, in its transaction, what it did."""
        fresh = _still_ours(run)
        _keep_faults(fresh, report)
        for name in ("read", "new", "changed", "same"):
            setattr(fresh, name, getattr(fresh, name) + getattr(report, name) - getattr(told, name))
            setattr(told, name, getattr(report, name))
        for name, count in report.fields.items():
            fresh.fields[name] = fresh.fields.get(name, 0) + count
        report.fields.clear()
        fresh.done_line = report.line
        fresh.save()
        if heard:
            heard(fresh)
        if fresh.faulty > MOST_FAULTY:
            raise TooFaulty

    with file_at_hand(run) as path:
        importer.load(
            read_table(path),
            node=run.node,
            by=_actor_of(run, now),
            now=now,
            names=run.names,
            dry_run=dry_run,
            may_change=run.may_change,
            after_line=run.done_line,
            progress=keep,
        )


def _keep_faults(run: ImportRun, report: LoadReport) -> None:
    faults, report.faulty[:] = list(report.faulty), []
    run.faulty += len({one.line for one in faults})
    copy_rows(
        ImportFault,
        "id run_id line words",
        (
            (pk, run.pk, one.line, encrypt(kept_fault(one)))
            for pk, one in zip(reserve_ids(ImportFault, len(faults)), faults, strict=True)
        ),
    )


@transaction.atomic
def _take_up(run_id: int) -> ImportRun | None:
    """The run with a new holder, when there is something to do for it."""
    run = (
        ImportRun.objects.select_for_update(of=("self",)).select_related("node", "started_by").get(pk=run_id)
    )
    if not run.is_busy:
        return None
    run.holder += 1
    run.save(update_fields=["holder"])
    return run


def _still_ours(run: ImportRun) -> ImportRun:
    """The run afresh, locked until commit. Replaced when it was cancelled or another process has taken it up."""
    fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
    if (fresh.holder, fresh.state) != (run.holder, run.state):
        raise Replaced
    return fresh


@transaction.atomic
def _end(run: ImportRun, move: str, now: datetime, *, trouble: str = "") -> None:
    """The end of a step, said to whoever started it when they need not be at the page."""
    try:
        run = _still_ours(run)
    except Replaced:
        return
    run.state, run.trouble, run.ended_at = IMPORT_STATES.check(move, run.state), trouble, now
    if run.state in ("checked", "done"):
        run.done_line = run.lines
    run.save()
    event = {"done": events.IMPORT_FINISHED, "stopped": events.IMPORT_STOPPED}.get(run.state)
    if event is None:
        return
    actor = _actor_of(run, now)
    _record(event, run, by=actor, now=now)
    if run.started_by:
        notify(
            run.started_by,
            event.kind,
            now=now,
            about=run,
            label=run.file_name,
            facts=_counts(run),
            is_urgent=run.state == "stopped",
            once_key=f"{event.kind}:{run.pk}:{run.holder}",
        )


# --- parts --------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_import_files(*, before: datetime) -> int:
    """Throw away files and faults of imports from before; the run stays as one line of history (INF-5)."""
    old = list(ImportRun.objects.filter(created_at__lt=before).exclude(look="").order_by("pk")[:200])
    return _forget(old)


@transaction.atomic
def forget_import(run: ImportRun, *, file_name: str) -> None:
    """Throw away one import's file and faults at once, for it holds somebody who was erased (INF-4)."""
    ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _forget([run])
    ImportRun.objects.filter(pk=run.pk).update(file_name=file_name)


def import_holds(run: ImportRun, finds: Callable[[str], bool]) -> bool:
    """Whether something in an import's file, or in what was found wrong with it, is what is looked for."""
    if finds(run.look) or any(finds(fault.words) for fault in run.faults.all().iterator(chunk_size=1_000)):
        return True
    try:
        with file_at_hand(run) as path:
            return any(
                finds("\n".join(cell for cell in row.cells.values() if cell)) for row in read_table(path)
            )
    except (FileNotFoundError, UnreadableTable):
        return False


def _forget(runs: list[ImportRun]) -> int:
    for run in runs:
        for stored in files_about(run):
            delete_file(stored)
    ids = [run.pk for run in runs]
    ImportFault.objects.filter(run__in=ids).delete()
    ImportRun.objects.filter(pk__in=ids).update(look="")
    unfinished = ImportRun.objects.filter(pk__in=ids).exclude(state__in=["done", "unreadable", "cancelled"])
    unfinished.update(state="cancelled")
    return len(ids)


def _first_values(
    kind: str, node: Node, upload: Any, may_change: bool, by: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "kind": kind,
        "node": node,
        "started_by_id": by.id if by.kind == "staff" else None,
        "file_name": clean_name(upload.name),
        "size": upload.size,
        "may_change": may_change,
        "created_at": now,
    }


def _locked(run: ImportRun, by: Actor) -> ImportRun:
    by.require(importer_of(run.kind).permission, on=run)
    return ImportRun.objects.select_for_update().get(pk=run.pk)


def _let_worker_go_on(run: ImportRun) -> None:
    defer(JOB, queue=QUEUE, queueing_lock=f"import:{run.pk}", run_id=run.pk)


def _forget_counts(run: ImportRun) -> None:
    run.read = run.new = run.changed = run.same = run.faulty = run.done_line = 0
    run.fields, run.trouble = {}, ""
    run.faults.all().delete()


def _before_stopping(run: ImportRun) -> str:
    if run.begun_at:
        return "importing"
    return "checking" if run.look else "reading"


def _actor_of(run: ImportRun, now: datetime) -> Actor:
    """Whoever started it, with what they may do now; the command line is the system."""
    return actor_for(run.started_by, now=now) if run.started_by else SYSTEM


def _counts(run: ImportRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ("read", "new", "changed", "same", "faulty")}


def _record(event: Event, run: ImportRun, *, by: Actor, now: datetime) -> None:
    facts = {"import": run.kind, **_counts(run)}
    journal.record(event, about=run, by=by, at=now, facts=facts, node_path=run.node.path)
