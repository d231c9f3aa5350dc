"""What the web server runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

gc.disable()  # while loading, nothing that is made is left over: its rounds would only look
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
application = get_wsgi_application()


def settle() -> None:
    """Load every page, and keep what was loaded out of the garbage collector's rounds: it lives as long as the process.

    Without this a full round looks at half a million things of Django's and ours, a twentieth of each page's time.
    A page leaves few cycles behind, so rounds may be rarer too.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


settle()
