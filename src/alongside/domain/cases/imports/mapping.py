"""A mapping file (TOML) says how a foreign table of requests reads as cases.

    [file]      time_zone, moment (strptime format), key_prefix
    [columns]   our field = "Column", or ["First", "Else", …]: the first that holds something
    [texts]     words = "Pattern with {Column} and {Other column}"
    [values.F]  for field F: "their value" = our value
    [defaults]  field = value
    [nodes]     under = "CODE" (made if missing, `name`), and codes: their value = "CODE"
    [category]  columns from broad to narrow, `root` code
    [marks]     on_time = "Column", yes = "ONTIME", no = "OVERDUE": what the file says of itself

Fields: source_key, title, words, opened_at, due_at, closed_at, closing_words, place_words, channel, kind, severity,
state, node.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from alongside.domain.cases.models import Kind, Severity
from alongside.domain.cases.states import LABELS, OPEN_STATES
from alongside.domain.conversations.models import Channel
from alongside.kernel.refusals import Refused

FIELDS = frozenset(
    [
        "source_key",
        "title",
        "words",
        "opened_at",
        "due_at",
        "closed_at",
        "closing_words",
        "place_words",
        "channel",
        "kind",
        "severity",
        "state",
        "node",
    ]
)
REQUIRED = frozenset({"source_key", "title", "opened_at"})
KNOWN_VALUES: dict[str, frozenset[str]] = {
    "kind": frozenset(Kind.values),
    "channel": frozenset(Channel.values),
    "state": frozenset(LABELS),
    "severity": frozenset(str(one) for one in Severity.values),
}


@dataclass(frozen=True)
class CaseMapping:
    """A mapping file, checked. Raises Refused naming the fault when read."""

    zone: ZoneInfo
    moment: str
    key_prefix: str
    columns: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    node_under: str
    node_under_name: str
    node_zone: str
    node_codes: Mapping[str, str]
    category_root: str
    category_columns: tuple[str, ...]
    mark_column: str = ""
    mark_yes: str = ""
    mark_no: str = ""
    used_columns: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, path: Path) -> CaseMapping:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused(_("The mapping file cannot be read: %(why)s") % {"why": error}) from error
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> CaseMapping:
        file, nodes, category, marks = (data.get(part, {}) for part in ("file", "nodes", "category", "marks"))
        columns = {
            name: (one,) if isinstance(one, str) else tuple(one) for name, one in data["columns"].items()
        }
        values, defaults, texts = (data.get(part, {}) for part in ("values", "defaults", "texts"))
        for name in {*columns, *values, *defaults, *texts} - FIELDS:
            raise Refused(_("The mapping names the field “%(name)s”, which there is not.") % {"name": name})
        if missing := REQUIRED - {*columns, *texts}:
            raise Refused(_("The mapping lacks: %(names)s.") % {"names": ", ".join(sorted(missing))})
        for name, known in KNOWN_VALUES.items():
            for one in [*values.get(name, {}).values(), *([defaults[name]] if name in defaults else [])]:
                if str(one) not in known:
                    raise Refused(
                        _("“%(value)s” is no value of %(name)s; possible: %(known)s.")
                        % {"value": one, "name": name, "known": ", ".join(sorted(known))}
                    )
        try:
            zone = ZoneInfo(file.get("time_zone", "Asia/Shanghai"))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Refused(_("There is no time zone “%(zone)s”.") % {"zone": file["time_zone"]}) from error
        category_columns = tuple(category.get("columns", ()))
        used = {column for one in columns.values() for column in one}
        used |= {column for text in texts.values() for column in re.findall(r"\{([^}]+)\}", text)}
        used |= {*category_columns, *([marks["on_time"]] if marks else [])}
        return cls(
            zone=zone,
            moment=file.get("moment", ""),
            key_prefix=file.get("key_prefix", ""),
            columns=columns,
            texts=texts,
            values=values,
            defaults={name: str(one) for name, one in defaults.items()},
            node_under=nodes.get("under", ""),
            node_under_name=nodes.get("name", nodes.get("under", "")),
            node_zone=nodes.get("time_zone", str(zone)),
            node_codes=nodes.get("codes", {}),
            category_root=category.get("root", ""),
            category_columns=category_columns,
            mark_column=marks.get("on_time", ""),
            mark_yes=marks.get("yes", ""),
            mark_no=marks.get("no", ""),
            used_columns=frozenset(used),
        )

    def check_header(self, header: list[str]) -> None:
        """Refused naming the columns that the mapping asks for and the file lacks."""
        if missing := sorted(self.used_columns - set(header)):
            raise Refused(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})

    def text(self, name: str, cells: Mapping[str, str | None]) -> str:
        """The field's text in this row: from its pattern, its columns, its values, else its default."""
        if pattern := self.texts.get(name):
            filled = re.sub(r"\{([^}]+)\}", lambda found: cells.get(found[1]) or "", pattern)
            return "\n".join(line.strip() for line in filled.splitlines() if line.strip(" :·-"))
        found = next((cells[column] for column in self.columns.get(name, ()) if cells.get(column)), "") or ""
        if name in self.values:
            found = self.values[name].get(found, "")
        return str(found or self.defaults.get(name, ""))

    def moment_of(self, name: str, cells: Mapping[str, str | None]) -> datetime | None:
        """The moment in UTC; None where the cell is empty. Raises ValueError for what is no moment."""
        text = self.text(name, cells)
        if not text:
            return None
        read = datetime.strptime(text, self.moment) if self.moment else datetime.fromisoformat(text)  # noqa: DTZ007
        return (read if read.tzinfo else read.replace(tzinfo=self.zone)).astimezone(UTC)

    def state_of(self, cells: Mapping[str, str | None], *, is_closed: bool) -> str:
        """The state; a row that has a closing moment is never left in an open one."""
        state = self.text("state", cells) or ("closed" if is_closed else "received")
        return "closed" if is_closed and state in OPEN_STATES else state
