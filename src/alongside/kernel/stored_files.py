"""Uploads that belong to a thing: kept by Django's default storage (disk or S3), one row each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import models

from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile


def store_files(files: Iterable[Any], *, about: models.Model, by: Actor, now: datetime) -> list[StoredFile]:
    """Keep uploads with `about` (a saved row that knows its `node_id`), in the caller's transaction."""
    kept = []
    for upload in files:
        identity = uuid4()
        body = upload.read()
        upload.seek(0)
        path = default_storage.save(f"{now:%Y/%m}/{identity}", upload)
        kept.append(
            StoredFile.objects.create(
                id=identity,
                node_id=getattr(about, "node_id", None),
                about_kind=about._meta.model_name,
                about_id=about.pk,
                name=upload.name,
                content_type=upload.content_type,
                size=len(body),
                sha256=hashlib.sha256(body).hexdigest(),
                path=path,
                by_kind=by.kind,
                by_id=by.id,
                created_at=now,
            )
        )
    return kept
