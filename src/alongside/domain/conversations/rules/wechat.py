"""What a push of WeChat says in words, and what an official account is told to say and offer. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alongside.kernel.refusals import Refused
from alongside.kernel.wechat_official import Pushed

AWAY_ONCE_IN = timedelta(hours=2)  # so often is somebody told that nobody is there
WINDOW = timedelta(hours=48)  # so long after somebody spoke may customer service speak to them
_FIELD = re.compile(r"[a-z_]{2,30}[0-9]{0,3}")
_LIMITS = {"thing": 20, "short_thing": 5, "character_string": 32, "phrase": 5, "name": 10, "const": 20}


def once_key_of(pushed: Pushed) -> str:
    """The same for each time that WeChat pushes it, and without the sender's id in it."""
    return hashlib.sha256(pushed.once_key.encode()).hexdigest()[:40]


def words_of(pushed: Pushed) -> str:
    """What somebody said, in words; what is no text is named in brackets, as WeChat does."""
    say = pushed.text
    match pushed.kind:
        case "text":
            return say("Content")
        case "image":
            return _("[Picture]")
        case "voice":
            return " ".join([_("[Voice]"), say("Recognition")]).strip()
        case "video" | "shortvideo":
            return _("[Video]")
        case "location":
            place = f"{say('Location_X')}, {say('Location_Y')}"
            return " ".join(one for one in (_("[Location]"), say("Label"), f"({place})") if one)
        case "link":
            told = (" ".join([_("[Link]"), say("Title")]), say("Description"), say("Url"))
            return "\n".join(one for one in told if one)
        case _other:
            return _("[WeChat sent something that can not be shown here: %(kind)s]") % {"kind": pushed.kind}


def file_of(pushed: Pushed) -> tuple[str, str] | None:
    """WeChat's id of the file that came with it, and what we call it."""
    names = {"image": _("Picture"), "voice": _("Voice"), "video": _("Video"), "shortvideo": _("Video")}
    media_id = pushed.text("MediaId")
    return (media_id, names[pushed.kind]) if media_id and pushed.kind in names else None


def template_of(lines: str, facts: Mapping[str, str]) -> dict[str, str]:
    """A template's fields, from lines such as "thing1 = {subject}"; each as long as WeChat takes it."""
    data = {}
    for line in lines.splitlines():
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not name:
            continue
        for fact, told in facts.items():
            value = value.replace("{" + fact + "}", told)
        data[name] = _fitted(name, value)
    return data


def notice_of(text: str) -> dict[str, str]:
    """A subscribe notice's fields, from a filled text of lines such as "thing1 = 水管已修好"; each as long as WeChat
    takes it."""
    lines = (one.partition("=") for one in text.splitlines() if "=" in one)
    return {name.strip(): _fitted(name.strip(), value) for name, _sign, value in lines}


def check_notice(text: str) -> None:
    """Refused where a line is not "field = words", or names no field of WeChat's kinds, or one twice."""
    names = []
    for number, line in enumerate((one.strip() for one in text.strip().splitlines()), start=1):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not value or not _FIELD.fullmatch(name) or name in names:
            raise Refused(
                _("Line %(n)s is not “field = words”, as in thing1 = ${title}; each field once.")
                % {"n": number},
                field="text",
            )
        names.append(name)


def _fitted(name: str, value: str) -> str:
    limit, plain = _LIMITS.get(name.rstrip("0123456789")), " ".join(value.split())
    return plain if limit is None or len(plain) <= limit else plain[: limit - 1] + "…"


def is_away_told(*, spoke_at: datetime | None, at: datetime) -> bool:
    """Whether somebody who writes now was told lately that nobody is there. The same word pushed again is not later."""
    return spoke_at is not None and spoke_at < at < spoke_at + AWAY_ONCE_IN
