"""Uploads are kept apart, one row each, and nothing stays half done (INF-8, INF-10)."""

from datetime import UTC, datetime

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from alongside.kernel.actor import Actor
from alongside.kernel.models import NumberSeries, StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import (
    delete_file,
    files_about,
    is_shown_in_place,
    open_file,
    open_thumbnail,
    serving_headers,
    store_files,
)
from alongside.kernel.tests.test_files import HTML, SECRET, a_heif, a_picture

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store():
    """Django's own storage in memory."""
    with override_settings(STORAGES={"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}):
        assert isinstance(storages["default"], InMemoryStorage)
        yield storages["default"]


@pytest.fixture
def thing():
    """Anything with a number will do."""
    thing = NumberSeries.objects.create(code="files")
    thing.pk = 7
    return thing


def an_upload(data=b"%PDF-1.7 contract", name="合同.pdf"):
    return SimpleUploadedFile(name, data, content_type="text/html")


def someone():
    actor = Actor()
    actor.kind, actor.id = "staff", 5
    return actor


def test_keeps_bytes_and_a_row(thing):
    (row,) = store_files([an_upload()], about=thing, by=someone(), now=NOW)
    kept = StoredFile.objects.get()
    assert (kept.name, kept.content_type, kept.about_id, kept.by_id) == ("合同.pdf", "application/pdf", 7, 5)
    assert "合同" not in kept.path
    with open_file(kept) as file:
        assert file.read() == b"%PDF-1.7 contract"
    assert list(files_about(thing)) == [row]


def test_keeps_pictures_bare_and_small(thing):
    (kept,) = store_files([an_upload(a_picture(orientation=6), "a.jpg")], about=thing, by=someone(), now=NOW)
    with open_file(kept) as file, open_thumbnail(kept) as small:
        assert SECRET not in file.read()
        assert small.size < 50_000
    assert (kept.width, kept.height) == (800, 1200)


def test_keeps_a_phones_heic_as_jpeg(thing):
    """INF-8: desk, portal and API all keep files here."""
    (kept,) = store_files([an_upload(a_heif(), "IMG_1.HEIC")], about=thing, by=someone(), now=NOW)
    assert (kept.name, kept.content_type) == ("IMG_1.jpg", "image/jpeg")
    with open_file(kept) as file, open_thumbnail(kept) as small:
        body = file.read()
        assert body.startswith(b"\xff\xd8") and SECRET not in body
        assert small.read(2) == b"\xff\xd8"


def test_one_bad_upload_keeps_all_out(thing, store):
    """INF-10: bad input leaves nothing half done."""
    with pytest.raises(Refused):
        store_files([an_upload(), an_upload(HTML, "a.jpg")], about=thing, by=someone(), now=NOW)
    assert not StoredFile.objects.exists()
    assert store.listdir("") == ([], [])


def test_bytes_go_with_the_row_after_the_transaction(thing, store, django_capture_on_commit_callbacks):
    (kept,) = store_files([an_upload(a_picture(), "a.jpg")], about=thing, by=someone(), now=NOW)
    paths = [kept.path, kept.thumbnail_path]
    with django_capture_on_commit_callbacks(execute=True):
        delete_file(kept)
        assert all(store.exists(path) for path in paths)
    assert not any(store.exists(path) for path in paths)
    assert not StoredFile.objects.exists()


def test_nothing_that_is_served_can_run(thing):
    (kept,) = store_files([an_upload()], about=thing, by=someone(), now=NOW)
    headers = serving_headers(kept)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert is_shown_in_place(kept)
    assert not is_shown_in_place(StoredFile(content_type="text/csv"))
