"""Static files under names that carry their content's hash; each name is worked out once a process."""

from __future__ import annotations

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # A page names some twenty files, always the same; the manifest is read at the start and never again.
        self.url = lru_cache(maxsize=1024)(super().url)
