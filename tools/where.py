"""`make where close_case`: the files of one feature in reading order, each with the line where it begins.

Features have one name everywhere (architecture: "One name, everywhere"), so a search for it finds the whole.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "alongside"


def places(name: str) -> list[tuple[str, Path, int, str]]:
    """(what it is, file, line, that line) in the order to read them."""
    shouted, spoken = re.escape(name.upper()), re.escape(name)
    defines = re.compile(rf"^\s*(async )?def {spoken}\b")
    permission = re.compile(rf"^{shouted}\s*[:=]")
    any_mention = re.compile(rf"\b({spoken}|{shouted})\b")
    url = re.compile(rf"""(path\(|name=).*["':]{spoken}["']|\b{spoken}\.\w+\s*,""")
    kinds: list[tuple[str, str, re.Pattern[str]]] = [
        ("action", "domain/*/actions*", defines),
        ("action", "domain/*/actions/**/*", defines),
        ("permission", "domain/*/permissions*", permission),
        ("rule", "domain/*/rules*", any_mention),
        ("rule", "domain/*/rules/**/*", any_mention),
        ("reaction", "domain/*/reactions*", any_mention),
        ("page", f"faces/**/{name}.py", re.compile(r"^(async )?def |^class ")),
        ("template", f"faces/**/{name}.html", re.compile(r"\S")),
        ("url", "faces/**/urls.py", url),
        ("url", "config/urls.py", url),
        ("API", "faces/api/**/*", defines),
        ("command", f"faces/cli/{name}.py", re.compile(r"^(async )?def |^class ")),
        ("test", f"**/tests/**/test_{name}.py", re.compile(r"^(async )?def test|^class ")),
        ("also tested", "**/tests/**/*.py", any_mention),
    ]
    found: list[tuple[str, Path, int, str]] = []
    seen: set[Path] = set()
    for kind, pattern, first in kinds:
        files = [*SOURCE.glob(pattern)]
        if pattern.startswith("**/tests/"):
            files += ROOT.glob(pattern.removeprefix("**/"))
        for path in sorted(files):
            if path in seen or path.suffix not in (".py", ".html"):
                continue
            hit = _first_line(path, first)
            if hit:
                seen.add(path)
                found.append((kind, path, *hit))
    return found


def _first_line(path: Path, wanted: re.Pattern[str]) -> tuple[int, str] | None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if wanted.search(line):
            return number, line.strip()
    return None


def main(name: str) -> int:
    found = places(name)
    for kind, path, number, line in found:
        print(f"{kind:<12} {str(path.relative_to(ROOT)) + ':' + str(number):<70} {line[:70]}")
    if not found:
        print(f"Nothing is called {name}.", file=sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which feature: make where close_case")
    sys.exit(main(sys.argv[1].replace("-", "_")))
