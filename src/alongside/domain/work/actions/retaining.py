"""Records of work that go when their time is over (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.actions.importing import forget_import_files
from alongside.domain.work.models import ImportRun, Notice
from alongside.kernel.retention import Held, RecordKind

BATCH = 5_000


def _imports_due(before: datetime, held: Held) -> int:
    return ImportRun.objects.filter(created_at__lt=before).exclude(look="").count()


def _forget_imports(before: datetime, held: Held) -> int:
    return forget_import_files(before=before)


def _notices_due(before: datetime, held: Held) -> int:
    return Notice.objects.filter(at__lt=before).count()


def _forget_notices(before: datetime, held: Held) -> int:
    old = Notice.objects.filter(at__lt=before).order_by("pk").values("pk")[:BATCH]
    return Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


IMPORT_FILES = RecordKind("import_files", _("Files of imports"), _imports_due, _forget_imports)
NOTICES = RecordKind("notices", _("Notices to staff"), _notices_due, _forget_notices)
