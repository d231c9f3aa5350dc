"""Imports on their way, and what is wrong with their files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.domain.work.models import ImportRun
from alongside.kernel.actor import Actor
from alongside.kernel.faults import FaultyRow
from alongside.kernel.stored_files import files_about, open_file
from alongside.kernel.tables import read_table


def recent_imports(viewer: Actor, *, kind: str = "") -> QuerySet[ImportRun]:
    """Imports where the viewer may import such tables, newest first. Slice it."""
    found = ImportRun.objects.visible_to(viewer).select_related("node", "started_by").order_by("-id")
    return found.filter(kind=kind) if kind else found


@contextmanager
def file_at_hand(run: ImportRun) -> Iterator[Path]:
    """The file of an import, readable for as long as the block lasts. FileNotFoundError when it is gone.

    It is kept sealed, and a table is read from a path: so it stands in a file without a name, which is gone with
    the process however that ends.
    """
    stored = files_about(run).first()
    if stored is None:
        raise FileNotFoundError(run.pk)
    nameless = Path("/proc/self/fd")
    with tempfile.TemporaryFile() if nameless.exists() else tempfile.NamedTemporaryFile() as here:
        with open_file(stored) as kept:
            shutil.copyfileobj(kept, here)
        here.flush()
        yield nameless / str(here.fileno()) if nameless.exists() else Path(here.name)


def faults_of(run: ImportRun, *, most: int | None = None) -> Iterator[FaultyRow]:
    """What is wrong with the file, line by line; its words are those of the language in which it is read."""
    found = run.faults.order_by("line", "id")[:most]
    for one in found.iterator(chunk_size=5_000):
        one.run = run
        yield one.told


def faulty_rows(run: ImportRun) -> Iterator[list[str]]:
    """The faulty rows as the file has them, behind their line and what is wrong: to be mended and sent again."""
    faults = faults_of(run)
    with file_at_hand(run) as path:
        rows = iter(read_table(path))
        for line, group in groupby(faults, key=lambda one: one.line):
            row = next(row for row in rows if row.line == line)
            words = [
                _("%(column)s: %(reason)s") % {"column": one.column, "reason": one.reason} for one in group
            ]
            yield [str(line), "\n".join(words), *(cell or "" for cell in row.cells.values())]
