"""Files that came with words; their bytes are fetched one by one."""

from __future__ import annotations

from alongside.faces.api.texts import Out
from alongside.kernel.models import StoredFile


class FileOut(Out):
    """A file; its bytes are at /files/{id}."""

    id: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


def file_out(stored: StoredFile) -> FileOut:
    return FileOut(
        id=str(stored.pk),
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
        width=stored.width,
        height=stored.height,
    )


def files_out(about_kind: str, about_id: int) -> list[FileOut]:
    stored = StoredFile.objects.filter(about_kind=about_kind, about_id=about_id)
    return [file_out(one) for one in stored.order_by("created_at", "id")]
