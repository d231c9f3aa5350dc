"""What the account pushes to us, read from XML of which nothing is believed: no declarations, no depth, no size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

MOST_BYTES = 128 * 1024
DEEPEST = 8
MOST_PARTS = 500
LONGEST_ID = 64
LIST = "List"  # in events of subscribe notices: one for each template


class Unreadable(ValueError):
    """Not what WeChat sends."""


@dataclass(frozen=True)
class Pushed:
    """One message or event. `kind`: text, image, voice, video, shortvideo, location, link, event, or what comes later.

    `fields`: everything as it came, by WeChat's own names; what has parts is a dict again.
    """

    account: str
    sender: str
    kind: str
    event: str
    at: datetime
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """A field that is plain text; "" when there is none."""
        found = self.fields.get(name, "")
        return found if isinstance(found, str) else ""

    @property
    def once_key(self) -> str:
        """The same each time when WeChat pushes it again: a message's number; an event's sender, time and name."""
        if self.kind != "event":
            return f"message:{self.text('MsgId')}" if self.text("MsgId") else f"{self._who_when}:{self.kind}"
        numbers = [self.text("MsgID"), *(str(one.get("MsgID", "")) for one in self.notices)]
        if number := next((one for one in numbers if one), ""):
            return f"{self.event}:{number}"
        return f"{self._who_when}:{self.event}:{self.text('EventKey')[:64]}"

    @property
    def notices(self) -> list[dict[str, Any]]:
        """What an event about subscribe notices says, one for each template; none for any other."""
        told = [one.get("List") for one in self.fields.values() if isinstance(one, dict)]
        return [one for some in told if isinstance(some, list) for one in some if isinstance(one, dict)]

    @property
    def _who_when(self) -> str:
        return f"{self.sender}:{int(self.at.timestamp())}"


def read_pushed(raw: bytes) -> Pushed:
    """Raises Unreadable."""
    fields = _fields_of(raw)
    pushed = Pushed(
        account=_known(fields, "ToUserName"),
        sender=_known(fields, "FromUserName"),
        kind=_known(fields, "MsgType").lower(),
        event=str(fields.get("Event", "")).lower()[:LONGEST_ID],
        at=_time(fields.get("CreateTime")),
        fields=fields,
    )
    if any(len(pushed.text(name)) > LONGEST_ID for name in ("MsgId", "MsgID")):
        raise Unreadable("a number that is too long")
    return pushed


def sealed_in(raw: bytes) -> str:
    """The sealed text in what was pushed; "" when nothing is sealed. Raises Unreadable."""
    found = _fields_of(raw).get("Encrypt", "")
    return found if isinstance(found, str) else ""


def _known(fields: dict[str, Any], name: str) -> str:
    found = fields.get(name)
    if not isinstance(found, str) or not found or len(found) > LONGEST_ID:
        raise Unreadable(f"no {name}")
    return found


def _time(told: Any) -> datetime:
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Unreadable("no CreateTime") from error


def _fields_of(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise Unreadable("too large")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = (
        reader.refuse
    )  # without it nothing can be declared: no entities, no files
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Unreadable("no XML") from error
    if reader.root_name != "xml":
        raise Unreadable("not from WeChat")
    return reader.root


class _Reader:
    """Builds {name: text or the same again}; of equal names side by side the first counts, but "List" has several."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.root_name = ""
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._parts = 0

    def refuse(self, *_declared: Any) -> None:
        raise Unreadable("declarations")

    def begin(self, name: str, _attributes: Any) -> None:
        self._parts += 1
        if len(self._open) >= DEEPEST or self._parts > MOST_PARTS:
            raise Unreadable("too deep or too many parts")
        if not self._open:
            self.root_name = name
        self._open.append((name, self.root if not self._open else {}, []))

    def words(self, said: str) -> None:
        self._open[-1][2].append(said)

    def end(self, _name: str) -> None:
        name, parts, words = self._open.pop()
        if self._open and name == LIST:
            self._open[-1][1].setdefault(name, []).append(parts)
        elif self._open:
            self._open[-1][1].setdefault(name, parts or "".join(words).strip())
