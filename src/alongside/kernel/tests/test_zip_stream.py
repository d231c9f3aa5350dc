"""A ZIP that is sent while it is written opens like any other."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from alongside.kernel.zip_stream import PIECE, pieces_of, zipped

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_holds_what_was_given_under_its_names():
    entries = [
        ("我的信息.json", pieces_of(b"{}")),
        ("文件/照片.jpg", pieces_of(b"x" * 200_000)),
        ("空.txt", []),
    ]
    made = zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries, at=AT))))
    assert made.testzip() is None
    assert {one.filename: one.file_size for one in made.infolist()} == {
        "我的信息.json": 2,
        "文件/照片.jpg": 200_000,
        "空.txt": 0,
    }


def test_a_large_file_leaves_in_pieces():
    told = []

    def read():
        for number in range(20):
            told.append(number)
            yield b"y" * PIECE

    sent = zipped([("a.bin", read())], at=AT)
    next(sent)
    assert len(told) < 3
