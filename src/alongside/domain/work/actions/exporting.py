"""Tables out: masked at once, in full only after somebody else's yes; written in the background, deleted after a day.

CUS-10, INF-2: a limit for each day, a watermark with name and time, encrypted where it lies, and every row's customers
in the access log.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work import events
from alongside.domain.work.actions.approving import ask_approval, is_approved
from alongside.domain.work.actions.notices import notify
from alongside.domain.work.hooks import Approvable, ApprovalStep, exporter_of, exporters, on_decision
from alongside.domain.work.models import ExportRun
from alongside.domain.work.permissions import APPROVE_EXPORT
from alongside.domain.work.states import EXPORT_STATES
from alongside.kernel import journal
from alongside.kernel.access_log import note_access
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import batches
from alongside.kernel.events import Event
from alongside.kernel.jobs import defer
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import delete_file, files_about, keep_file
from alongside.kernel.tables import write_csv, write_xlsx

KIND = "export"
JOB = "alongside.domain.work.jobs.write_export"
QUEUE = "long"
KEPT = timedelta(hours=24)
MOST_A_DAY = 10
MOST_ROWS_A_DAY = 100_000
MOST_ROWS = 50_000
BATCH = 1_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}

logger = logging.getLogger(__name__)
Approvable(
    KIND,
    gettext_lazy("Export with full numbers"),
    (ApprovalStep(APPROVE_EXPORT),),
    asked_with=lambda: [one.permission for one in exporters()],
)


class Replaced(Exception):
    """Another process has taken the work up, or it ended."""


@transaction.atomic
def ask_export(
    kind: str,
    *,
    node: Node,
    conditions: Mapping[str, Any],
    by: Actor,
    now: datetime,
    is_masked: bool = True,
    format: str = "xlsx",
    reason: str = "",
    language: str = "",
) -> ExportRun:
    """Ask for a table. Masked it is written at once; in full it waits for somebody else's yes."""
    exporter = exporter_of(kind)
    by.require(exporter.permission, on=node)
    if by.kind != "staff":
        raise NotAllowed(_("A person must ask for this."))
    if format not in TYPES:
        raise Refused(_("This choice does not exist."), field="format")
    if not reason.strip():
        raise Refused(_("Say what it is needed for."), field="reason")
    asked_by = StaffMember.objects.select_for_update().get(pk=by.id)
    expected = exporter.count(by, conditions, now)
    _check_limits(asked_by, expected, now=now)
    run = ExportRun.objects.create(
        kind=kind,
        node=node,
        asked_by=asked_by,
        asked_through_id=by.through,
        language=language or translation.get_language() or asked_by.language,
        format=format,
        conditions=json.dumps(dict(conditions), ensure_ascii=False, sort_keys=True),
        is_masked=is_masked,
        reason=reason.strip()[:500],
        expected=expected,
        asked_at=now,
    )
    _record(events.EXPORT_ASKED, run, by=by, now=now, masked=is_masked, expected=expected)
    if is_masked:
        _begin(run)
    else:
        ask_approval(
            KIND, about=run, node=node, fingerprint=fingerprint_of(run), reason=run.reason, by=by, now=now,
        )  # fmt: skip
    return run


@on_decision(KIND)
def take_decision(about_id: int, is_yes: bool, by: Actor, now: datetime) -> None:
    """After the last yes it is written; after a no it is not, and who asked hears of it."""
    waiting = ExportRun.objects.select_for_update(of=("self",)).select_related("node", "asked_by")
    run = waiting.get(pk=about_id)
    if run.state != "waiting":
        return
    if is_yes:
        _begin(run)
        return
    run.state = EXPORT_STATES.check("refuse_export", run.state)
    run.save(update_fields=["state"])
    _tell(run, events.EXPORT_REFUSED, now=now)


def write_export(run_id: int, *, now: datetime) -> ExportRun | None:
    """Write the file; a run that was killed begins its file anew. A database that is away comes through, to be retried."""
    run = _take_up(run_id)
    if run is None:
        return None
    try:
        with translation.override(run.language), timezone.override(run.node.zone):
            _write(run, now)
    except Replaced:
        pass
    except (InterfaceError, OperationalError):
        raise
    except Exception as trouble:  # the person waiting is told that it stopped, whatever stopped it
        if not isinstance(trouble, NotAllowed):
            logger.exception("export %s stopped", run.pk)
        _stop(run, now)
    run.refresh_from_db()
    return run


@transaction.atomic
def fetch_export(run: ExportRun, *, by: Actor, now: datetime) -> StoredFile:
    """The file, for who asked and only while it is there. Refused when it has expired."""
    by.require(exporter_of(run.kind).permission, on=run)
    run = ExportRun.objects.select_for_update(of=("self",)).select_related("node").get(pk=run.pk)
    if by.kind != "staff" or run.asked_by_id != by.id:
        raise NotAllowed(_("Somebody else asked for this."))
    if by.through is not None and run.asked_through_id != by.through:
        raise NotAllowed(_("This was not asked for by this program."))
    stored = files_about(run).first()
    if run.state != "ready" or stored is None or run.expires_at is None or run.expires_at <= now:
        raise Refused(_("This export has expired; ask for it again."))
    run.fetched += 1
    run.save(update_fields=["fetched"])
    _record(events.EXPORT_FETCHED, run, by=by, now=now)
    return stored


@transaction.atomic
def expire_exports(*, now: datetime) -> int:
    """Delete the files whose day is over (INF-5)."""
    due = ExportRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state="ready", expires_at__lte=now
    )
    runs = list(due.select_related("node", "asked_by")[:200])
    for run in runs:
        for stored in files_about(run):
            delete_file(stored)
        run.state = EXPORT_STATES.check("expire_export", run.state)
        run.save(update_fields=["state"])
        journal.record(events.EXPORT_EXPIRED, about=run, by=actor_for(run.asked_by, now=now), at=now)
    return len(runs)


def fingerprint_of(run: ExportRun) -> str:
    """What exactly is approved: which rows of what, in full, for whom."""
    told = [run.kind, run.node_id, run.conditions, run.is_masked, run.format, run.asked_by_id]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def watermark_of(run: ExportRun, *, now: datetime) -> str:
    """Who took it out and when: on every sheet, and on every page when it is printed."""
    return _(
        "Exported by %(name)s (%(username)s) on %(at)s · no. %(number)s · %(way)s · not to be passed on"
    ) % {
        "name": run.asked_by.name,
        "username": run.asked_by.username,
        "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "number": run.pk,
        "way": _("masked") if run.is_masked else _("full numbers, approved"),
    }


# --- parts --------------------------------------------------------------------------------------------------


def _check_limits(staff: StaffMember, expected: int, *, now: datetime) -> None:
    if expected > MOST_ROWS:
        raise Refused(
            _("At most %(most)s rows at once; choose fewer.") % {"most": f"{MOST_ROWS:,}"}, field="conditions"
        )
    if expected == 0:
        raise Refused(_("There is nothing to export."))
    today = ExportRun.objects.filter(asked_by=staff, asked_at__gt=now - timedelta(days=1)).exclude(
        state="refused"
    )
    rows = today.aggregate(rows=Sum("expected"))["rows"] or 0
    if today.count() >= MOST_A_DAY or rows + expected > MOST_ROWS_A_DAY:
        raise Refused(
            _("You have reached today's limit: %(times)s exports and %(rows)s rows in 24 hours.")
            % {"times": MOST_A_DAY, "rows": f"{MOST_ROWS_A_DAY:,}"}
        )


def _begin(run: ExportRun) -> None:
    run.state = EXPORT_STATES.check("begin_export", run.state)
    run.save(update_fields=["state"])
    defer(JOB, queue=QUEUE, queueing_lock=f"export:{run.pk}", run_id=run.pk)


@transaction.atomic
def _take_up(run_id: int) -> ExportRun | None:
    run = ExportRun.objects.select_for_update(of=("self",)).select_related("node", "asked_by").get(pk=run_id)
    if run.state != "writing":
        return None
    run.holder += 1
    run.rows = 0
    run.save(update_fields=["holder", "rows"])
    return run


def _write(run: ExportRun, now: datetime) -> None:
    """With what the person may see now, not when they asked."""
    actor = actor_for(run.asked_by, now=now)
    actor.require(exporter_of(run.kind).permission, on=run)
    if not run.is_masked and not is_approved(KIND, run, fingerprint=fingerprint_of(run)):
        raise NotAllowed(_("This was changed after it was approved; ask again."))
    exporter, mark = exporter_of(run.kind), watermark_of(run, now=now)
    with tempfile.TemporaryFile() as file:
        header, rows = list(exporter.columns()), _rows(run, actor, now)
        if run.format == "csv":
            write_csv(file, header, rows, mark=mark)
        else:
            write_xlsx(file, header, rows, sheet=str(exporter.label), mark=mark)
        file.seek(0)
        name = f"{run.kind}-{timezone.localtime(now):%Y%m%d-%H%M}-{run.pk}.{run.format}"
        _keep(run, file, name, actor, now)


def _rows(run: ExportRun, actor: Actor, now: datetime) -> Iterator[list[Any]]:
    """The rows, each batch with a line in the access log before it is handed on."""
    found = exporter_of(run.kind).rows(actor, run.asked_for, is_masked=run.is_masked, now=now)
    for batch in batches(islice(found, MOST_ROWS), BATCH):
        note_access(
            viewer=actor, role=",".join(getattr(actor, "roles", ())), act="export", page=f"export:{run.kind}",
            persons={pk for ids, _cells in batch for pk in ids}, about=("exportrun", run.pk), at=now,
            reason="masked" if run.is_masked else "approved",
        )  # fmt: skip
        still = ExportRun.objects.filter(pk=run.pk, holder=run.holder, state="writing")
        if not still.update(rows=run.rows + len(batch)):
            raise Replaced
        run.rows += len(batch)
        yield from (list(cells) for _ids, cells in batch)


@transaction.atomic
def _keep(run: ExportRun, file: Any, name: str, actor: Actor, now: datetime) -> None:
    fresh = ExportRun.objects.select_for_update().get(pk=run.pk)
    if (fresh.holder, fresh.state) != (run.holder, "writing"):
        raise Replaced
    keep_file(file, name=name, content_type=TYPES[run.format], about=run, by=actor, now=now)
    run.state = EXPORT_STATES.check("finish_export", "writing")
    run.ready_at, run.expires_at = now, now + KEPT
    run.save(update_fields=["state", "ready_at", "expires_at"])
    _tell(run, events.EXPORT_READY, now=now)


@transaction.atomic
def _stop(run: ExportRun, now: datetime) -> None:
    if ExportRun.objects.filter(pk=run.pk, holder=run.holder, state="writing").update(state="stopped"):
        _tell(run, events.EXPORT_STOPPED, now=now)


def _tell(run: ExportRun, event: Event, *, now: datetime) -> None:
    _record(event, run, by=actor_for(run.asked_by, now=now), now=now, rows=run.rows)
    notify(
        run.asked_by, event.kind, now=now, about=run, label=str(run.label), facts={"rows": run.rows},
        once_key=f"{event.kind}:{run.pk}:{run.holder}",
    )  # fmt: skip


def _record(event: Event, run: ExportRun, *, by: Actor, now: datetime, **facts: Any) -> None:
    journal.record(
        event, about=run, by=by, at=now, facts={"export": run.kind, **facts}, node_path=run.node.path
    )
