"""One accent colour for what customers see on a foreign page, readable on light and dark (WCAG 2.2 AA). Pure."""

from __future__ import annotations

import re

TEXT, SIGN = 4.5, 3.0  # the least contrast of words and of what is only a shape
PAPER, NIGHT = "#ffffff", "#191f1e"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    return bool(_COLOUR.fullmatch(text.lower()))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white), as WCAG reckons it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """White or black, whichever is read better on it; one of them always reads well enough."""
    return max("#ffffff", "#101514", key=lambda ink: contrast(ink, ground))


def readable(colour: str, ground: str) -> str:
    """The colour, drawn towards ink or light until words in it are read on that ground."""
    towards = "#000000" if contrast("#000000", ground) > contrast("#ffffff", ground) else "#ffffff"
    for step in range(21):
        mixed = _mixed(colour, towards, step / 20)
        if contrast(mixed, ground) >= TEXT:
            return mixed
    return towards


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
