"""What commands need that only work on a file: translated words, and neither settings of a company nor a database."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings

HERE = Path(__file__).parents[2]


def words_at_hand() -> None:
    """Let texts be said in the languages of the house. Does nothing where Django is ready already."""
    if not settings.configured:
        settings.configure(
            LANGUAGES=[("zh-hans", "简体中文"), ("en", "English"), ("zh-hant", "繁體中文")],
            LANGUAGE_CODE="en",
            USE_I18N=True,
            LOCALE_PATHS=[HERE / "faces" / "cli" / "locale", HERE / "domain" / "assistance" / "locale"],
        )
        django.setup()
