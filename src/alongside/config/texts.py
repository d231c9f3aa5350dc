"""The words of the product in its languages: `python -m alongside.config.texts extract|convert|compile|check`.

A msgid is the English text, so English needs no catalogue. Each package keeps its own 简体 catalogue, written by
people; the 繁體 one is converted from it (phrases in zh_Hant_fixes.toml win) and checked by a person. Catalogues
hold no line numbers and no dates and are sorted, so that branches merge quietly. All of it is Python.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from opencc import OpenCC

SOURCE = Path(__file__).resolve().parents[1]
WRITTEN, CONVERTED = "zh_Hans", "zh_Hant"
FIXES = Path(__file__).with_name("zh_Hant_fixes.toml")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
SKIPPED = {"tests", "migrations", "locale", "static"}


def packages() -> list[Path]:
    """Every folder that keeps its own catalogue."""
    folders = [
        SOURCE / "kernel",
        SOURCE / "config",
        *(SOURCE / "domain").iterdir(),
        *(SOURCE / "faces").iterdir(),
    ]
    return sorted(folder for folder in folders if (folder / "__init__.py").exists())


def catalogue_path(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


# --- reading what the code says -----------------------------------------------------------------------------


def spoken(package: Path) -> Catalog:
    """Every text that the package's Python files and templates ask for, without translations."""
    found = Catalog(locale=WRITTEN)
    for path in sorted(package.rglob("*")):
        if SKIPPED.intersection(path.relative_to(package).parts):
            continue
        if path.suffix == ".py":
            source = path.read_text(encoding="utf-8")
        elif path.suffix in (".html", ".txt"):
            source = _as_python(path)
        else:
            continue
        options = {"encoding": "utf-8"}
        for _line, msgid, _comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, (), options
        ):
            if msgid and msgid != ("", ""):
                found.add(msgid, context=context)
    return found


def _as_python(path: Path) -> str:
    """A template's texts as calls on lines of their own."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


# --- the four commands --------------------------------------------------------------------------------------


def extract_all() -> list[Path]:
    """Bring every written catalogue up to its code: new texts come in empty, dead ones go. Returns what changed."""
    changed = []
    for package in packages():
        path = catalogue_path(package, WRITTEN)
        said = spoken(package)
        kept = _read(path)
        for message in _messages(said):
            known = kept.get(message.id, message.context)
            if known and known.string:
                message.string = known.string
        if (_any(said) or path.exists()) and _write(path, said):
            changed.append(path)
    return changed


def convert_all() -> list[Path]:
    """Make every 繁體 catalogue anew from the 简体 one. Returns what changed."""
    changed = []
    for package in packages():
        source = catalogue_path(package, WRITTEN)
        if source.exists() and _write(catalogue_path(package, CONVERTED), _converted(_read(source))):
            changed.append(catalogue_path(package, CONVERTED))
    return changed


def compile_all(*, only_stale: bool = False) -> int:
    """Write the .mo beside every .po, or beside those that are newer than theirs. Returns how many."""
    count = 0
    for package in packages():
        for language in (WRITTEN, CONVERTED):
            path = catalogue_path(package, language)
            if path.exists() and not (only_stale and _is_compiled(path)):
                with path.with_suffix(".mo").open("wb") as file:
                    write_mo(file, _read(path, language))
                count += 1
    return count


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime


def faults() -> Iterator[str]:
    """Everything wrong with the catalogues, one line each."""
    words: dict[tuple[str, str], tuple[str, Path]] = {}
    for package in packages():
        path = catalogue_path(package, WRITTEN)
        kept, said = _read(path), spoken(package)
        where = path.relative_to(SOURCE)
        for message in _messages(said):
            known = kept.get(message.id, message.context)
            if known is None or not all(_strings(known)):
                yield f"{where}: not translated: {_english(message)!r}"
        for message in _messages(kept):
            if said.get(message.id, message.context) is None:
                yield f"{where}: no longer used: {_english(message)!r}"
            if message.fuzzy:
                yield f"{where}: fuzzy: {_english(message)!r}"
            for text in filter(None, _strings(message)):
                if not _same_placeholders(message, text):
                    yield f"{where}: placeholders differ: {_english(message)!r} and {text!r}"
                key = (message.context or "", _english(message))
                other, place = words.setdefault(key, (text, where))
                if other != text:
                    yield f"{where}: {_english(message)!r} is {text!r} here but {other!r} in {place}"
        if path.exists() and catalogue_path(package, CONVERTED).exists() is False:
            yield f"{where}: has no {CONVERTED} catalogue; run `make texts`"
        elif path.exists() and _as_text(_converted(kept)) != catalogue_path(package, CONVERTED).read_text(
            "utf-8"
        ):
            yield f"{catalogue_path(package, CONVERTED).relative_to(SOURCE)}: is not up to date; run `make texts`"


# --- reading and writing ------------------------------------------------------------------------------------


def _messages(catalogue: Catalog) -> Iterable[Message]:
    return [message for message in catalogue if message.id]


def _any(catalogue: Catalog) -> bool:
    return bool(_messages(catalogue))


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _same_placeholders(message: Message, text: str) -> bool:
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    return sorted(PLACEHOLDER.findall(text)) in [sorted(PLACEHOLDER.findall(form)) for form in forms]


def _read(path: Path, language: str = WRITTEN) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _as_text(catalogue: Catalog) -> str:
    body = io.BytesIO()
    write_po(
        body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    )
    return f"{header}\n{body.getvalue().decode()}".rstrip() + "\n"


def _write(path: Path, catalogue: Catalog) -> bool:
    """Write the file when its text differs. True when it did."""
    text = _as_text(catalogue)
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def _converted(written: Catalog) -> Catalog:
    """The same catalogue in 繁體."""
    fixes = tomllib.loads(FIXES.read_text("utf-8"))
    machine = OpenCC("s2twp")

    def convert(text: str) -> str:
        text = machine.convert(text)
        for wrong, right in fixes["phrases"].items():
            text = text.replace(wrong, right)
        return text

    result = Catalog(locale=CONVERTED)
    for message in _messages(written):
        own = fixes["messages"].get(_english(message))
        strings = [own or convert(text) for text in _strings(message)]
        string = strings[0] if isinstance(message.string, str) else tuple(strings)
        result.add(message.id, string, context=message.context)
    return result


# --- command line -------------------------------------------------------------------------------------------


@click.group()
def main() -> None:
    """The words of the product in its languages."""
    if not settings.configured:
        settings.configure(USE_I18N=True)  # reading a template asks no more of Django


@main.command("extract")
def extract_command() -> None:
    """Bring the 简体 catalogues up to the code."""
    for path in extract_all():
        click.echo(path.relative_to(SOURCE))


@main.command("convert")
def convert_command() -> None:
    """Make the 繁體 catalogues from the 简体 ones."""
    for path in convert_all():
        click.echo(path.relative_to(SOURCE))


@main.command("compile")
def compile_command() -> None:
    """Write the .mo files that the program reads."""
    click.echo(f"{compile_all()} catalogues compiled")


@main.command("check")
def check_command() -> None:
    """List what is missing or wrong; exit code 1 when there is any."""
    found = list(faults())
    for fault in found:
        click.echo(fault)
    click.echo(f"{len(found)} faults in the texts" if found else "texts are complete")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
