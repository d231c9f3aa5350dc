"""What bytes of a mail say, whatever charset they claim to be in (CHN-2). Pure, and never raises.

A Chinese mailbox meets UTF-8, GBK, GB18030 and Big5, and mails that name the wrong one, or none. What claims to be
gb2312 is read as GB18030, which holds all of it. Where the claim does not fit the bytes, the reading with the most
common characters wins.
"""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Part

_FITTING = ("utf-8", "gb18030", "big5hkscs", "utf-16", "shift_jis", "euc-kr", "windows-1252")
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "hz", "big5": "big5hkscs", "cp950": "big5hkscs",
    "iso8859-1": "cp1252", "ascii": "utf-8",
}  # fmt: skip
_TELLING = 20_000  # bytes by which a charset is told
_SURELY = 0.85  # of the characters are common ones: the claim is believed
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")


def text_of(data: bytes, claimed: str = "") -> str:
    """The text of a part. NULs, which no database keeps, go."""
    return _read(data, claimed).replace("\x00", "").removeprefix("\ufeff")


def raw_headers(part: Part, name: str) -> list[str]:
    """Headers of that name as they came: bytes against the rules stand in them as surrogates."""
    return [str(value) for given, value in part.raw_items() if given.lower() == name.lower()]


def raw_header(part: Part, name: str) -> str:
    """The first of them; "" for none."""
    return next(iter(raw_headers(part, name)), "")


def header_text(value: object) -> str:
    """A header in words: encoded words joined before they are read, for some senders cut a character in two."""
    told = str(value or "")
    raw = told.encode("utf-8", "surrogateescape")
    if not raw.isascii():
        told = text_of(raw)  # eight-bit headers, against the rules and common
    try:
        parts = decode_header(told)
    except (HeaderParseError, ValueError, AssertionError, LookupError):
        return _on_one_line(told)
    words = [part if isinstance(part, str) else _header_part(part, charset) for part, charset in parts]
    return _on_one_line("".join(words))


def _header_part(part: bytes, charset: str | None) -> str:
    if charset is None:  # between encoded words decode_header hands on what it took for raw-unicode-escape
        try:
            return part.decode("ascii")
        except UnicodeDecodeError:
            return part.decode("raw-unicode-escape", "replace")
    return text_of(part, charset)


def _on_one_line(words: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", words.encode("utf-8", "replace").decode("utf-8")).strip()


def _read(data: bytes, claimed: str) -> str:
    if data.isascii() and b"\x1b" not in data and not claimed.lower().startswith(("hz", "utf-7", "utf-16")):
        return data.decode("ascii")
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    named = _codec(claimed)
    said = _strictly(data, named) if named else None
    if said is not None and (named == "utf-8" or likeness(said) >= _SURELY):
        return said
    tried = {codec: _strictly(data, codec) for codec in _FITTING}
    fitting = [
        (likeness(text), -place, text) for place, text in enumerate(tried.values()) if text is not None
    ]
    if said is not None:
        fitting.append((likeness(said) + 0.05, 0, said))
    if tried["utf-8"] is not None:
        return tried["utf-8"]
    broken = [(likeness(text) - 0.3, -place, text) for place, text in enumerate(_broken(data, named))]
    return max([*fitting, *broken])[2]


def _broken(data: bytes, named: str) -> list[str]:
    """Cut off or damaged somewhere: what is legible stays."""
    codecs_tried = dict.fromkeys([*([named] if named else []), "utf-8", "gb18030", "big5hkscs"])
    return [data.decode(codec, "replace") for codec in codecs_tried]


def likeness(text: str) -> float:
    """How much it looks like something people write: 1 is every character a common one."""
    sample = text[:_TELLING]
    told = [one for one in sample if not one.isspace() and not "!" <= one <= "~"]
    if not told:
        return 0.95
    good = sum(_commonness(one) for one in told)
    odd = len(_ODD.findall(sample))
    return max(0.0, (good - 2 * odd) / len(told))


def _commonness(one: str) -> float:
    """Characters of the first level, of 简体 or 繁體, are what people write with; others are told by their kind."""
    if _HAN.match(one):
        return (
            1.0
            if _is_first_level(one, "gb2312", 0xB0, 0xD7) or _is_first_level(one, "big5", 0xA4, 0xC6)
            else 0.3
        )
    if "\u3000" <= one <= "\u303f" or "\uff01" <= one <= "\uff5e" or one in "“”‘’—…·":
        return 1.0
    if "\u3040" <= one <= "\u30ff" or "\uac00" <= one <= "\ud7a3":
        return 0.5
    if one.isalpha():
        return 0.45
    return 0.6 if ord(one) > 0xFFFF and not _ODD.match(one) else 0.3


def _is_first_level(one: str, codec: str, first: int, last: int) -> bool:
    try:
        return first <= one.encode(codec)[0] <= last
    except UnicodeEncodeError:
        return False


def _codec(claimed: str) -> str:
    """Our name for a charset; "" for one that is unknown, or is no charset of texts."""
    name = claimed.strip().strip("\"'").lower()
    if not name or len(name) > 40 or not name.isascii():
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in (
        "idna",
        "punycode",
        "undefined",
        "mbcs",
    ):
        return ""
    if found.name in ("raw-unicode-escape", "unicode-escape", "raw_unicode_escape", "unicode_escape"):
        return ""
    return _WIDER.get(found.name, found.name)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None
