"""How contact points are written, masked and found again; what an alert must say. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.refusals import Refused

ALERT_LONGEST = timedelta(days=366)
DOTS = "····"
_PHONE_NOISE = re.compile(r"[\s\-()./·–—]+")
_EMAIL = re.compile(
    r"[^@\s<>\"',;]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)


def normalised_phone(text: str) -> str:
    """One spelling for a phone number: +8613812344420, +8657188881234, +85221234567. Refused if it is none.

    Takes spaces, hyphens, brackets, full-width digits, +86, 0086, 86; a number without country is Chinese.
    """
    digits = _PHONE_NOISE.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00") and not digits.startswith("000"):
        digits = "+" + digits[2:]
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise Refused(_("This is not a phone number."), field="phone")
    if not digits.startswith("+"):
        if re.fullmatch(r"86(1\d{10})", digits):
            digits = digits[2:]
        digits = "+86" + (digits[1:] if re.fullmatch(r"0[1-9]\d{8,10}", digits) else digits)
    national = digits[3:] if digits.startswith("+86") else ""
    if digits.startswith("+86") and re.fullmatch(r"0[1-9]\d{8,10}", national):
        digits = "+86" + national[1:]
    if not 8 <= len(digits) - 1 <= 15:
        raise Refused(
            _("A phone number has eight to fifteen digits with its country or area code."), field="phone"
        )
    return digits


def normalised_email(text: str) -> str:
    """Small letters, no spaces around. Refused if it is no address."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Refused(_("This is not an email address."), field="email")
    return email


def normalised_contact(kind: str, text: str) -> str:
    """The one spelling of a contact point of that kind. Refused names the field."""
    if kind == "phone":
        return normalised_phone(text)
    if kind == "email":
        return normalised_email(text)
    value = " ".join(unicodedata.normalize("NFKC", text).split())
    if not value:
        raise Refused(_("A contact point cannot be empty."), field=kind)
    if len(value) > 300:
        raise Refused(_("A contact point has at most 300 characters."), field=kind)
    return value


def contact_hash(kind: str, normalised: str) -> str:
    """By this an exact contact point is found without being readable."""
    return blind_index(normalised.casefold(), purpose=kind)


def tail_hash(kind: str, normalised: str) -> str:
    """By this a phone is found from its last four digits."""
    return blind_index(normalised[-4:], purpose="phone_tail") if kind == "phone" else ""


def as_read(kind: str, normalised: str) -> str:
    """A contact as people read it aloud: a mobile phone of ours in three groups, a fixed line with its 0."""
    if kind != "phone" or not normalised.startswith("+86"):
        return normalised
    national = normalised[3:]
    if re.fullmatch(r"1\d{10}", national):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    return national if len(national) <= 8 or national[:3] in ("400", "800") else f"0{national}"


def masked(kind: str, normalised: str) -> str:
    """What may be shown without a reason: 138····4420, 571····1234, z···@example.com."""
    if kind == "phone":
        national = normalised[3:] if normalised.startswith("+86") else normalised
        return f"{national[: 3 if len(national) >= 9 else 1]}{DOTS}{national[-4:] if len(national) >= 9 else national[-2:]}"
    if kind == "email":
        name, _at, place = normalised.partition("@")
        return f"{name[:1]}···@{place}"[:60]
    if kind == "address":
        return f"{normalised[: min(6, len(normalised) // 2)]}{DOTS}"
    return f"{normalised[:1]}{DOTS}"


def kind_of_contact(text: str) -> str:
    """What somebody types to sign in: an email has an @, all else is a phone."""
    return "email" if "@" in unicodedata.normalize("NFKC", text) else "phone"


def document_key(number: str) -> str:
    """The blind index of an identity document, whatever its spacing and case."""
    bare = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", number)).upper()
    return blind_index(bare, purpose="document")


def check_alert(*, kind: str, words: str, expires_on: date, today: date, consented: bool) -> None:
    """An alert says something, ends within a year, and a vulnerable resident has agreed to it (CUS-8)."""
    if not words.strip():
        raise Refused(_("Say what the colleague must know before speaking."), field="words")
    if len(words) > 300:
        raise Refused(_("An alert has at most 300 characters."), field="words")
    if not today <= expires_on <= today + ALERT_LONGEST:
        raise Refused(_("An alert ends today at the earliest and within a year."), field="expires_on")
    if kind == "vulnerable" and not consented:
        raise Refused(_("A resident is marked as vulnerable only with their consent."), field="consented")
