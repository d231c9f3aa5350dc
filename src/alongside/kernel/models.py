"""Tables of the kernel: the journal, the access log, number series, and what belongs to files."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from alongside.kernel.crypto import EncryptedTextField


class JournalEntry(models.Model):
    """One fact: what happened to what, by whom, when, where. Only ever added.

    Facts hold ids and codes, never names, phones or people's words. `node_path` keeps where the thing
    belonged when it happened (ORG-1).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    node_id = models.BigIntegerField(null=True)
    node_path = models.CharField(max_length=200, blank=True, default="")
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "id"], name="journal_about"),
            models.Index(fields=["node_id", "kind", "at"], name="journal_node_kind_at"),
            BrinIndex(fields=["at"], name="journal_at_brin"),
            models.Index(
                fields=["by_id", "id"], name="journal_by_staff", condition=models.Q(by_kind="staff")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind}:{self.about_id}"


class AccessLine(models.Model):
    """Who was shown whose personal data: one line a page (INF-3). Only ever added; `kernel.access_log` writes it.

    Kept in monthly partitions. `writer` and `number` count the lines of one thread of one process, so that a
    line that is gone leaves a gap; `mac` is a keyed hash over the line, made where the key is: outside the
    database. `origin` is a keyed hash of the network address: the same for the same address, and no more.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    viewer_kind = models.CharField(max_length=12)
    viewer_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=12)
    page = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    person_ids = ArrayField(models.BigIntegerField(), default=list)
    origin = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    writer = models.UUIDField()
    number = models.IntegerField()
    key_id = models.CharField(max_length=20)
    mac = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["viewer_kind", "viewer_id", "-id"], name="access_line_viewer"),
            GinIndex(fields=["person_ids"], name="access_line_persons"),
            BrinIndex(fields=["at"], name="access_line_at"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_kind}:{self.viewer_id} {self.page} {self.at}"


class AccessBlock(models.Model):
    """A run of lines, sealed in order: how many, what they hash to, and the hash of the block before (INF-3).

    `ends` holds the last number of each writer who has a line in it.
    """

    id = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    first_line = models.BigIntegerField()
    last_line = models.BigIntegerField()
    line_count = models.IntegerField()
    ends = models.JSONField(default=dict)
    root = models.BinaryField()
    before = models.BinaryField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=20)
    mac = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.id}: {self.first_line}–{self.last_line}"


class AccessCut(models.Model):
    """That the log's front was cut, up to which block and line, sealed before any line went (INF-5).

    `before`: everything that went was older. `follows`: the hash of the cut before.
    """

    id = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    before = models.DateTimeField()
    last_block = models.BigIntegerField()
    last_line = models.BigIntegerField()
    line_count = models.BigIntegerField()
    follows = models.BinaryField()
    key_id = models.CharField(max_length=20)
    mac = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.id}: up to {self.last_line}"


class NumberSeries(models.Model):
    """The last number given out in a series (one per node and month, so no lock is global)."""

    code = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code}: {self.last}"


class StoredFile(models.Model):
    """An upload, checked by content, kept apart under an unguessable name, served only to who may see `about`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node_id = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    path = models.CharField(max_length=200)
    thumbnail_path = models.CharField(max_length=200, blank=True)
    is_sealed = models.BooleanField(default=False, db_default=False)  # lies encrypted (kernel/sealed_files)
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="stored_file_about")]

    def __str__(self) -> str:
        return self.name


class SharedToken(models.Model):
    """A token of a platform of elsewhere, good for a while, for all our processes (kernel.shared_tokens)."""

    name = models.CharField(max_length=120, primary_key=True)
    token = EncryptedTextField(blank=True, default="")
    good_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
