"""Files that come packed."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """The file itself, or what a .gz holds, for as long as the block lasts."""
    if file.suffix != ".gz":
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / file.stem
        with gzip.open(file) as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        yield plain
