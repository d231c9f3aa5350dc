"""The story of a case as the page tells it: who, when, in which voice; days marked; facts in one short line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.queries.story import Entry
from alongside.domain.conversations.models import Call, Channel
from alongside.faces.desk.templatetags.calls import minutes
from alongside.faces.ui import times
from alongside.kernel.labels import labels_of


@dataclass(slots=True)
class Line:
    """One thing in the story. `voice`: customer, us, internal, fact; `day` is set where a new day begins."""

    voice: str
    at: datetime
    moment: str = ""  # in full, for machines
    exact: str = ""  # to the minute
    hour: str = ""
    who: str = ""
    how: str = ""
    words: str = ""
    note: str = ""
    channel: str = ""
    sent: Any = None  # the delivery by which it left
    seen_at: datetime | None = None
    files: list[Any] = field(default_factory=list)
    day: str = ""
    is_proposal: bool = False
    link: tuple[str, str] = ("", "")  # where it leads, and in which words
    key: str = ""


def lines_of(entries: list[Entry], *, now: datetime, last: date | None = None) -> Iterator[Line]:
    """The entries in order, each with what is shown of it. `last` is the day that was marked before them."""
    channels = labels_of(Channel)
    zone = timezone.get_current_timezone()
    for entry in entries:
        local = entry.at.astimezone(zone)
        line = _said(entry, channels) if entry.kind == "message" else _happened(entry)
        line.moment = local.isoformat()
        line.hour = line.moment[11:16]
        line.exact = f"{line.moment[:10]} {line.hour}"
        if local.date() != last:
            last = local.date()
            line.day = _day(local, timezone.localtime(now))
        yield line


def _said(entry: Entry, channels: Mapping[str, str]) -> Line:
    voice = {"in": "customer", "out": "us", "internal": "internal"}[entry.direction]
    how = _("internal") if voice == "internal" else channels.get(entry.channel, entry.channel)
    recorder = entry.names.get("recorder", "")
    if entry.call is not None:
        return _called(entry, entry.call, voice=voice, how=how, agent=recorder)
    return Line(
        voice=voice,
        at=entry.at,
        who=entry.by_name or (_("Customer") if voice == "customer" else _("Alongside")),
        how=how,
        words=entry.words,
        note=_("written down by %(name)s") % {"name": recorder} if recorder else "",
        channel=entry.channel,
        sent=entry.sent,
        seen_at=entry.seen_at if entry.direction == "out" else None,
        files=entry.files,
        is_proposal=entry.message_kind == "proposal",
        key=f"m{entry.message_id}",
    )


def _called(entry: Entry, call: Call, *, voice: str, how: str, agent: str) -> Line:
    """A telephone call: how long they spoke, with whom, and the way to its page and recording."""
    spoke = call.talk_seconds
    parts = [
        str(call.get_ending_display()) if call.state == Call.State.ENDED else str(call.get_state_display()),
        _("%(time)s spoken") % {"time": minutes(spoke)} if spoke is not None else "",
        _("with %(name)s") % {"name": agent} if agent else "",
        _("recorded") if call.recording == Call.Recording.KEPT else "",
    ]
    return Line(
        voice=voice,
        at=entry.at,
        who=entry.by_name or (_("Customer") if voice == "customer" else _("Alongside")),
        how=how,
        words=entry.words,
        note=", ".join(part for part in parts if part),
        key=f"m{entry.message_id}",
        link=(reverse("desk:call", args=[call.pk]), _("The call")),
    )


def _happened(entry: Entry) -> Line:
    names = entry.names
    to = names.get("to") or names.get("assignee") or names.get("lead") or ""
    what = f"{entry.sentence} → {to}" if to and to != entry.by_name else entry.sentence
    if entry.task:
        what = f"{what}: {entry.task.title}"
    words = entry.words if entry.words and not (entry.task and entry.words == entry.task.title) else ""
    return Line(voice="fact", at=entry.at, who=entry.by_name or _("System"), words=words, note=what)


def _day(local: datetime, now: datetime) -> str:
    apart = (now.date() - local.date()).days
    if apart == 0:
        return _("Today")
    if apart == 1:
        return _("Yesterday")
    return times.day(local, now)
