"""Tables that somebody brings: labelled texts to learn from, and messages to gather (CHN-10, CHN-11)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.assistance.rules.gathering import Piece
from alongside.kernel.columns import Column, guess_columns
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import read_header, read_table

_MOMENT = re.compile(
    r"\s*(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:日|T|\s)*(?:(\d{1,2})[:：时](\d{1,2})?(?:[:：分](\d{1,2}))?)?"
)

_AMERICAN = re.compile(
    r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row of a table to learn from."""

    line: int
    text: str
    label: str


def labelled_texts(
    file: Path, *, texts: Sequence[str], label: str, sheet: str | None = None
) -> Iterator[Labelled]:
    """Every row that has both a text and a label; several text columns become one text. Raises UnreadableTable, Refused."""
    check_columns(file, [*texts, label], sheet=sheet)
    for row in read_table(file, sheet=sheet):
        text = "\n".join(cell for name in texts if (cell := row.cells.get(name)))
        said = row.cells.get(label)
        if text and said:
            yield Labelled(row.line, text, said)


def check_columns(file: Path, names: Sequence[str], *, sheet: str | None = None) -> list[str]:
    """The header of the file. Refused naming a column that it lacks."""
    header = read_header(file, sheet=sheet)
    for name in names:
        if name not in header:
            raise Refused(
                _("The file has no column %(name)s; it has: %(names)s.")
                % {"name": name, "names": ", ".join(header)}
            )
    return header


# --- messages to gather

MESSAGE_COLUMNS = (
    Column("number", gettext_lazy("Message number"), ("留言编号", "编号", "工单编号", "id", "no"), "1024"),
    Column("who", gettext_lazy("User"), ("留言用户", "用户", "留言人", "客户", "业主", "姓名", "customer", "author"), "A00011"),
    Column("title", gettext_lazy("Subject"), ("留言主题", "主题", "标题", "title", "summary"), "3 号楼停电"),
    Column("at", gettext_lazy("Time"), ("留言时间", "时间", "日期", "date", "created at", "opened at"), "2019/1/6 12:09", is_needed=True),
    Column("words", gettext_lazy("Message"), ("留言详情", "详情", "内容", "正文", "留言内容", "detail", "body", "words", "description"), "…"),
    Column("approvals", pgettext_lazy("hot issue", "Approvals"), ("点赞数", "点赞", "赞同数", "支持数", "赞", "likes", "supports", "upvotes"), "3"),
    Column("objections", pgettext_lazy("hot issue", "Objections"), ("反对数", "反对", "踩", "dislikes", "downvotes"), "0"),
)  # fmt: skip


@dataclass
class Messages:
    """A table of messages as read: each with its row's cells, and the lines that could not be."""

    columns: dict[str, str]
    header: list[str]
    pieces: list[Piece] = field(default_factory=list)
    rows: list[dict[str, str | None]] = field(default_factory=list)
    faulty: list[tuple[int, str]] = field(default_factory=list)


def read_mapping(said: Sequence[str]) -> dict[str, str]:
    """FIELD=NAME, each, or one TOML file with [columns]. Raises Refused."""
    found: dict[str, str] = {}
    for one in said:
        if "=" in one and not Path(one).exists():
            name, _sign, column = one.partition("=")
            found[name.strip()] = column.strip()
            continue
        try:
            found |= tomllib.loads(Path(one).read_text(encoding="utf-8")).get("columns", {})
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused(_("The mapping file cannot be read: %(why)s") % {"why": error}) from error
    known = [one.field for one in MESSAGE_COLUMNS]
    if unknown := [name for name in found if name not in known]:
        raise Refused(
            _("The mapping names the field “%(name)s”, which there is not.") % {"name": unknown[0]}
            + " "
            + ", ".join(known)
        )
    return found


def read_messages(file: Path, *, mapping: Mapping[str, str], sheet: str | None = None) -> Messages:
    """The messages of a table. Columns that the mapping does not name are guessed. Raises UnreadableTable, Refused."""
    header = check_columns(file, list(mapping.values()), sheet=sheet)
    left = [name for name in header if name not in mapping.values()]
    columns = guess_columns([one for one in MESSAGE_COLUMNS if one.field not in mapping], left) | dict(
        mapping
    )
    if "at" not in columns or not ({"title", "words"} & set(columns)):
        raise Refused(
            _(
                "It takes a column for the time and one for the subject or the message; the file has: %(names)s."
            )
            % {"names": ", ".join(header)}
        )
    found = Messages(columns, header)
    for row in read_table(file, sheet=sheet):
        cells = {name: row.cells.get(column) or "" for name, column in columns.items()}
        at = moment_of(cells["at"])
        words, title = cells.get("words", ""), cells.get("title", "")
        if at is None or not (title or words):
            found.faulty.append((row.line, cells["at"] if at is None else ""))
            continue
        number = cells.get("number") or str(row.line)
        found.pieces.append(
            Piece(
                key=number,
                at=at,
                who=cells.get("who") or f"line {row.line}",
                title=title or words[:60],
                words=words,
                approvals=_count(cells.get("approvals", "")),
                objections=_count(cells.get("objections", "")),
            )
        )
        found.rows.append(row.cells)
    return found


def moment_of(text: str) -> datetime | None:
    """2019/1/6 12:09:38, 2019-01-06T12:09, 2019年1月6日, 01/31/2015 09:08 PM, as tables write it; without a zone.

    None for anything else.
    """
    afternoon = 0
    if american := _AMERICAN.match(text):
        month, day, year, hour, minute, second, half = american.groups()
        if half:
            afternoon = 12 * (half.upper() == "PM")
            hour = str(int(hour) % 12)
    elif found := _MOMENT.match(text):
        year, month, day, hour, minute, second = found.groups()
    else:
        return None
    parts = (int(one or 0) for one in (year, month, day, hour, minute, second))
    try:
        return datetime(*parts) + timedelta(hours=afternoon)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _count(text: str) -> int:
    digits = re.match(r"\s*(\d+)", text.replace(",", ""))
    return int(digits[1]) if digits else 0
