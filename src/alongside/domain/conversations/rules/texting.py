"""What an SMS may say and when it may ring, and what an answer means. Pure (CHN-4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

OPT_OUT = frozenset({"TD", "T", "R", "N", "退订", "退訂", "拒收", "STOP", "UNSUBSCRIBE"})
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,29})\}")
LONGEST_TEXT = 500
QUIET = ("21:00", "08:00")  # when no SMS goes out, unless an account says otherwise


def is_opt_out(words: str) -> bool:
    """They want no more of it: the whole answer is one of the words that the networks know."""
    plain = re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", words)).upper()
    return plain in OPT_OUT or plain in {"回复TD", "回TD", "TD退订", "退订TD", "拒收R"}


def variables_in(text: str) -> list[str]:
    """The names that a template's text wants filled, each once, in their order."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def filled(text: str, variables: Mapping[str, str]) -> str:
    """The text as the reader sees it; a variable that nobody gave is empty."""
    return VARIABLE.sub(lambda found: variables.get(found[1], ""), text)


def check_template(text: str, known: Collection[str]) -> None:
    """Refused where the text is empty, too long, or names what no letter of that kind gives."""
    if not text.strip():
        raise Refused(_("Say what the gateway approved."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": LONGEST_TEXT}, field="text")
    unknown = [one for one in variables_in(text) if one not in known]
    if unknown:
        raise Refused(
            _("Nothing fills %(unknown)s. These are filled: %(known)s.")
            % {"unknown": ", ".join(f"${{{one}}}" for one in unknown), "known": ", ".join(sorted(known))},
            field="text",
        )


def hour_of(text: str, otherwise: str = "") -> time | None:
    """21:00; None for nothing, and for what is no hour."""
    for one in (text, otherwise):
        try:
            return time.fromisoformat(one.strip()) if one.strip() else None
        except ValueError:
            continue
    return None


def end_of_quiet(local: datetime, begins: time | None, ends: time | None) -> datetime | None:
    """When the quiet hours end in which this moment lies; None outside them. They may go over midnight."""
    if begins is None or ends is None or begins == ends:
        return None
    at = local.time()
    is_quiet = begins <= at < ends if begins < ends else at >= begins or at < ends
    if not is_quiet:
        return None
    day = local.date() if at < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)


NOTICE, CODE, ANSWER = "notice", "sign_in_code", "answer"
ALWAYS = ("title", "sentence", "link")
# For what a template is approved, and what fills it besides ALWAYS. What has none of its own goes by that for notices.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    CODE: (_("Sign-in code"), ("code", "minutes")),
    NOTICE: (_("Any notice"), ()),
    "case": (_("News of a case"), ("number",)),
    "promise": (_("News of a promise"), ()),
    "appointment": (_("Appointment"), ()),
    "bulletin": (_("Progress report or notice of change"), ()),
    ANSWER: (_("Answer in a conversation"), ("words",)),
}


def known_variables(kind: str) -> tuple[str, ...]:
    """What is filled in a template of that kind."""
    own = KINDS[kind][1] if kind in KINDS else ()
    return own if kind in (CODE, ANSWER) else (*ALWAYS, *own)
