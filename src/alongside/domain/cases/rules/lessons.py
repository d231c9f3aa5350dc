"""What may stand in a lesson (CAS-13): nothing by which anybody could be known. Pure."""

from __future__ import annotations

import re

from alongside.domain.privacy.rules.redacting import BAR

FIELDS = ("title", "facts", "went_wrong", "rule")
MOST = {"title": 120, "facts": 4000, "went_wrong": 4000, "rule": 4000}
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
# What gives somebody away whoever it is, by what it is.
LOOKS_LIKE = {
    "phone": r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)",
    "document": r"(?<!\d)\d{17}[\dXx](?![\dXx])",  # an identity card
    "car": rf"[{_PROVINCES}][A-Z][\s·]?[A-HJ-NP-Z0-9]{{5,6}}",
    "email": r"[\w.+-]+@[\w-]+\.[\w.]+",
    "home": r"\d+\s*(?:栋|幢|号楼|#楼)(?:\s*\d+\s*单元)?(?:\s*\d{3,4}\s*(?:室|号)?)?"
    r"|\d+\s*单元\s*\d{3,4}|(?<!\d)\d{1,3}-\d{1,2}-\d{3,4}(?!\d)",
    "number": r"[A-Z]{2,8}-L?\d{4}-\d{3,6}",  # one of our own
}
_ANYBODY = re.compile("|".join((re.escape(BAR[0]) + "+", *LOOKS_LIKE.values())))


def names_anybody(text: str) -> list[str]:
    """What in a text looks like a phone, a card, a car, a door or a number, whoever's it is; and what is blacked out."""
    return list(dict.fromkeys(one.group().strip() for one in _ANYBODY.finditer(text)))
