"""Which tone and which icon a well-known code wears, so that it looks the same on every page.

Tones: `plain` (grey), `now` (blue, where it stands), `good` (jade), `soon` (amber), `late` (vermilion),
`warm` (the customer's words). A tone never speaks alone: words stand in every chip.
"""

TONES = {"plain", "now", "good", "soon", "late", "warm"}

# code: (tone, icon or "")
CODES = {
    # kinds of a case
    "complaint": ("late", ""),
    "dispute": ("late", ""),
    "repair": ("plain", ""),
    "repair_request": ("plain", ""),
    "enquiry": ("plain", ""),
    "suggestion": ("plain", ""),
    "praise": ("good", ""),
    # severities
    "minor": ("plain", ""),
    "normal": ("plain", ""),
    "serious": ("late", ""),
    "severe": ("late", ""),
    "critical": ("late", "late"),
    "major": ("late", "late"),
    # states of a case
    "received": ("now", ""),
    "acknowledged": ("now", ""),
    "investigating": ("now", ""),
    "investigated": ("now", ""),
    "proposed": ("now", ""),
    "proposal": ("now", ""),
    "agreed": ("now", ""),
    "handling": ("now", ""),
    "waiting": ("soon", "paused"),
    "paused": ("plain", "paused"),
    "resolved": ("good", ""),
    "confirmed": ("good", "good"),
    "closed": ("plain", "good"),
    "archived": ("plain", "archive"),
    "rejected": ("plain", "x"),
    "withdrawn": ("plain", "arrow-back-up"),
    "published": ("good", ""),
    "reopened": ("late", "refresh"),
    "pending": ("soon", ""),
    "accepted": ("good", "good"),
    "declined": ("late", "x"),
    # states of a promise
    "asked": ("soon", ""),
    "kept": ("good", "good"),
    "broken": ("late", "late"),
}


def tone_and_icon(code: str) -> tuple[str, str]:
    """The tone and icon for a tone name or a known code; a stranger is plain."""
    if code in TONES:
        return code, ""
    return CODES.get(str(code), ("plain", ""))
