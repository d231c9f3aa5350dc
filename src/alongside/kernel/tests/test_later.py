"""Libraries that few pages need are loaded when they are needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from alongside.kernel.later import Later

HEAVY = {"weasyprint", "pypinyin", "xlsxwriter", "PIL.Image", "authlib", "joserfc", "httpx"}
LOADS = """
import sys
from alongside.config import wsgi
from django.urls import reverse
reverse("desk:my_work")
print(*sys.modules)
"""


def test_gives_what_the_module_has():
    assert Later("json").loads("[1]") == [1]


def test_says_when_there_is_no_such_module():
    with pytest.raises(ModuleNotFoundError):
        Later("no_such_module_anywhere").anything()


def test_a_web_process_starts_without_the_heavy_ones():
    environment = {**os.environ, "PYTHONPATH": str(Path(settings.BASE_DIR) / "src")}
    command = [sys.executable, "-c", LOADS]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.split())
