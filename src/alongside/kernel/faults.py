"""What can be wrong with a row that somebody brings: a code and what it is about, never a sentence.

So the words are those of whoever reads them, on the page, in the file of faulty rows and on the command line,
whatever language the check ran in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.kernel.columns import Column

_kinds: dict[str, FaultKind] = {}


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way of being wrong. `words` may name facts: `%(line)s`, and `%(options)s` of the column."""

    code: str
    words: Any

    def __post_init__(self) -> None:
        _kinds[self.code] = self


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """Where a file is wrong, and how. `name` is the file's own name of the column, empty where it has none."""

    line: int
    kind: FaultKind
    about: Column | None = None
    name: str = ""
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column(self) -> str:
        """The column as the file calls it, else as we do, in the reader's language."""
        return self.name or (str(self.about.label) if self.about else "")

    @property
    def reason(self) -> str:
        """What is wrong, in the reader's language."""
        options = {"options": self.about.options} if self.about and self.about.choices else {}
        return str(self.kind.words) % {**self.facts, **options}


def fault_kind(code: str) -> FaultKind:
    """The kind with this code; of one that is not declared any more, only that it was wrong."""
    return _kinds.get(code, WRONG)


WRONG = FaultKind("wrong", _("This is wrong."))
IS_MISSING = FaultKind("missing", _("This is missing."))
IS_TOO_LONG = FaultKind("too_long", _("This is longer than %(n)s characters."))
IS_NO_DATE = FaultKind("no_date", _("This is not a date."))
IS_NO_CHOICE = FaultKind("no_choice", _("This may be: %(options)s."))
SAID = FaultKind("said", "%(words)s")  # a sentence that was kept as such, before there were codes
