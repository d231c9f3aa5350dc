"""Puts what pages use of node_modules where the static files are found: `vendor/…` under VAR_DIR/frontend.

`python -m alongside.config.frontend`, run by `make` whenever the packages change. Icons are read where they lie.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from alongside.config import environment

PACKAGES = environment.PROJECT / "node_modules"

# where it is in node_modules -> where pages find it under {% static %}
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "vendor/tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "vendor/tabler/tabler.min.js",
    "echarts/dist/echarts.common.min.js": "vendor/echarts/echarts.min.js",
    "htmx.org/dist/htmx.min.js": "vendor/htmx/htmx.min.js",
    "@alpinejs/csp/dist/cdn.min.js": "vendor/alpine/alpine.min.js",
}
# The source maps stay behind, so the lines that name them must go: the manifest looks up every name.
SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def gather(target: Path) -> None:
    """Copy the files. Those no longer named here go."""
    shutil.rmtree(target, ignore_errors=True)
    for source, name in FILES.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(SOURCE_MAP.sub(b"", (PACKAGES / source).read_bytes()))


if __name__ == "__main__":
    try:
        gather(environment.load().var_dir / "frontend")
    except FileNotFoundError as missing:
        print(f"alongside: {missing.filename} is missing; run `make` to fetch it.", file=sys.stderr)
        sys.exit(1)
