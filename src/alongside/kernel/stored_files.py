"""Uploads that belong to a thing: kept by Django's default storage (disk or S3), one row each (INF-8).

Who may see a file is decided by whom may see what it is about; the caller asks that first.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction

from alongside.kernel.actor import Actor
from alongside.kernel.files import EVERYTHING, check_count, check_file
from alongside.kernel.models import StoredFile
from alongside.kernel.sealed_files import PIECE, Unsealed, seal

_SHOWN_IN_PLACE = ("image/", "audio/", "video/", "application/pdf")


def store_files(
    files: Iterable[Any],
    *,
    about: models.Model,
    by: Actor,
    now: datetime,
    purposes: frozenset[str] = EVERYTHING,
    is_sealed: bool = False,
) -> list[StoredFile]:
    """Keep uploads with `about` (a saved row that knows its `node_id`), in the caller's transaction.

    All are checked before one is kept. `is_sealed`: they lie encrypted (INF-1). Raises Refused. When the row can't be written, the bytes go again;
    bytes whose transaction fails later stay behind unseen.
    """
    files = list(files)
    check_count(files)
    checked = [(upload, check_file(upload, upload.name, purposes=purposes)) for upload in files]
    paths: list[str] = []
    rows = []
    try:
        for upload, fit in checked:
            identity = uuid4()
            body = upload if fit.data is None else ContentFile(fit.data)
            with _kept(body, is_sealed=is_sealed) as keeping:
                path = default_storage.save(f"{now:%Y/%m}/{identity}", keeping)
            paths.append(path)
            thumbnail_path = ""
            if fit.thumbnail is not None:
                with _kept(ContentFile(fit.thumbnail), is_sealed=is_sealed) as keeping:
                    thumbnail_path = default_storage.save(f"{now:%Y/%m}/{identity}.small", keeping)
                paths.append(thumbnail_path)
            rows.append(
                StoredFile(
                    id=identity,
                    node_id=getattr(about, "node_id", None),
                    about_kind=about._meta.model_name,
                    about_id=about.pk,
                    name=fit.name,
                    content_type=fit.content_type,
                    size=fit.size,
                    sha256=fit.sha256,
                    width=fit.width,
                    height=fit.height,
                    path=path,
                    thumbnail_path=thumbnail_path,
                    is_sealed=is_sealed,
                    by_kind=by.kind,
                    by_id=by.id,
                    created_at=now,
                )
            )
        return StoredFile.objects.bulk_create(rows)
    except BaseException:
        _remove(paths)
        raise


def keep_file(
    plain: Any, *, name: str, content_type: str, about: models.Model, by: Actor, now: datetime
) -> StoredFile:
    """Keep a file that we wrote ourselves, sealed, in the caller's transaction."""
    identity, digest, size = uuid4(), hashlib.sha256(), 0
    while block := plain.read(PIECE):
        digest.update(block)
        size += len(block)
    with _kept(plain, is_sealed=True) as keeping:
        path = default_storage.save(f"{now:%Y/%m}/{identity}", keeping)
    try:
        return StoredFile.objects.create(
            id=identity,
            node_id=getattr(about, "node_id", None),
            about_kind=about._meta.model_name,
            about_id=about.pk,
            name=name,
            content_type=content_type,
            size=size,
            sha256=digest.hexdigest(),
            path=path,
            is_sealed=True,
            by_kind=by.kind,
            by_id=by.id,
            created_at=now,
        )
    except BaseException:
        _remove([path])
        raise


def seal_anew(stored: StoredFile) -> bool:
    """Seal a file with the key that writes now, at a new place; the old bytes go after commit. False: it changed."""
    old = [stored.path, stored.thumbnail_path]
    new = [_sealed_copy(stored, path) if path else "" for path in old]
    mine = StoredFile.objects.filter(pk=stored.pk, path=stored.path, thumbnail_path=stored.thumbnail_path)
    with transaction.atomic():
        is_ours = bool(mine.update(path=new[0], thumbnail_path=new[1]))
        transaction.on_commit(lambda: _remove([one for one in (old if is_ours else new) if one]))
    return is_ours


def _sealed_copy(stored: StoredFile, path: str) -> str:
    with _opened(stored, path) as plain, tempfile.TemporaryFile() as copy:
        seal(plain, copy)
        copy.seek(0)
        return default_storage.save(f"{stored.created_at:%Y/%m}/{uuid4()}", File(copy))


def files_about(thing: models.Model) -> models.QuerySet[StoredFile]:
    """The files of a thing, in the order in which they came."""
    return StoredFile.objects.filter(about_kind=thing._meta.model_name, about_id=thing.pk).order_by(
        "created_at", "id"
    )


def open_file(stored: StoredFile) -> File:
    """The bytes of a file, to be closed by the caller. FileNotFoundError when the storage lost them."""
    return _opened(stored, stored.path)


def open_thumbnail(stored: StoredFile) -> File:
    """The small JPEG of a picture; the file itself where there is none."""
    return _opened(stored, stored.thumbnail_path or stored.path)


def serving_headers(stored: StoredFile) -> dict[str, str]:
    """What a response with this file must say so that nothing in it can run, whatever it holds."""
    return {
        "Content-Type": stored.content_type,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, max-age=86400, immutable",
    }


def is_shown_in_place(stored: StoredFile) -> bool:
    """Whether a browser may show it; anything else is only offered for saving."""
    return stored.content_type.startswith(_SHOWN_IN_PLACE)


def delete_file(stored: StoredFile) -> None:
    """Take a file away: the row in the caller's transaction, the bytes after it."""
    paths = [path for path in (stored.path, stored.thumbnail_path) if path]
    stored.delete()
    transaction.on_commit(lambda: _remove(paths))


@contextmanager
def _kept(body: Any, *, is_sealed: bool) -> Iterator[File]:
    """The bytes as the storage gets them."""
    if not is_sealed:
        yield body
        return
    with tempfile.TemporaryFile() as sealed:
        body.seek(0)
        seal(body, sealed)
        sealed.seek(0)
        yield File(sealed)


def _opened(stored: StoredFile, path: str) -> File:
    kept = default_storage.open(path)
    return File(io.BufferedReader(Unsealed(kept), PIECE), name=path) if stored.is_sealed else kept


def _remove(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
