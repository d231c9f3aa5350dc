"""A building site, drawn: pit, floors under a crane, facade, trees; nobody's real home."""

from __future__ import annotations

from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, GROUND, FLOORS = 960, 720, 610, 26
SKIES = (
    ((150, 188, 216), (226, 236, 240)),
    ((186, 196, 206), (232, 232, 228)),
    ((244, 196, 150), (236, 226, 214)),
)


def building_site(percent: int, *, seed: int) -> ContentFile:
    """A JPEG upload of a site that is so far; another seed has other weather and another place to stand."""
    chance = Random(seed)
    picture = _sky(chance)
    brush = ImageDraw.Draw(picture)
    _town(brush, chance)
    brush.rectangle((0, GROUND, WIDTH, HEIGHT), fill=(150, 132, 106) if percent < 82 else (118, 138, 92))
    left = 300 + chance.randrange(-70, 70)
    if percent < 14:
        _pit(brush, left - 120, percent, chance)
    else:
        _tower(brush, left, percent, chance)
    if percent < 76:
        _crane(brush, left + 400, percent)
    if percent >= 82:
        _trees(brush, percent, chance)
    else:
        _fence(brush)
    picture = picture.filter(ImageFilter.GaussianBlur(0.7))
    body = BytesIO()
    picture.save(body, "JPEG", quality=82)
    return ContentFile(body.getvalue(), name=f"工地{seed + 1}.jpg")


def _sky(chance: Random) -> Image.Image:
    """From the upper colour to the lower one."""
    above, below = chance.choice(SKIES)
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        share = min(1.0, y / GROUND)
        mixed = [round(a + (b - a) * share) for a, b in zip(above, below, strict=True)]
        column.putpixel((0, y), (mixed[0], mixed[1], mixed[2]))
    return column.resize((WIDTH, HEIGHT))


def _town(brush: ImageDraw.ImageDraw, chance: Random) -> None:
    x = -20
    while x < WIDTH:
        width, height = chance.randrange(50, 110), chance.randrange(60, 220)
        shade = chance.randrange(168, 198)
        brush.rectangle((x, GROUND - height, x + width, GROUND), fill=(shade, shade + 6, shade + 12))
        x += width + chance.randrange(4, 40)


def _pit(brush: ImageDraw.ImageDraw, left: int, percent: int, chance: Random) -> None:
    brush.polygon(
        ((left, GROUND + 10), (left + 620, GROUND + 10), (left + 540, HEIGHT - 12), (left + 60, HEIGHT - 12)),
        fill=(112, 94, 72),
    )
    for _pile in range(percent * 6):
        x, y = left + chance.randrange(80, 540), chance.randrange(GROUND + 26, HEIGHT - 24)
        brush.ellipse((x - 6, y - 4, x + 6, y + 4), fill=(188, 184, 176))
    brush.rectangle((left + 90, GROUND - 150, left + 104, GROUND + 12), fill=(206, 150, 40))
    brush.polygon(((left + 60, GROUND + 12), (left + 134, GROUND + 12), (left + 122, GROUND - 26), (left + 72, GROUND - 26)), fill=(206, 150, 40))  # fmt: skip


def _tower(brush: ImageDraw.ImageDraw, left: int, percent: int, chance: Random) -> None:
    """Floors up to where it is; from the topping out on, windows and colour grow from below."""
    floors = min(FLOORS, max(1, round((percent - 13) / 43 * FLOORS)))
    step = 20
    finished = 0 if percent < 60 else min(FLOORS, round((percent - 58) / 20 * FLOORS))
    for floor in range(floors):
        top = GROUND - (floor + 1) * step
        is_finished = floor < finished
        wall = (232, 222, 204) if is_finished else (168, 166, 160)
        brush.rectangle((left, top, left + 330, top + step), fill=wall)
        brush.line((left, top, left + 330, top), fill=(142, 140, 134), width=2)
        for bay in range(11):
            x = left + 10 + bay * 29
            glass = (112, 146, 162) if is_finished else (88, 86, 82)
            brush.rectangle((x, top + 5, x + 18, top + step - 3), fill=glass)
    if percent < 60:
        top = GROUND - floors * step
        brush.rectangle((left - 10, top - 14, left + 340, top + 3 * step), outline=(66, 122, 92), width=3)
        for x in range(left - 10, left + 341, 25):
            brush.line((x, top - 14, x, top + 3 * step), fill=(66, 122, 92), width=2)
        for _rod in range(26):
            x = left + chance.randrange(6, 324)
            brush.line((x, top - chance.randrange(8, 22), x, top), fill=(120, 78, 58), width=2)


def _crane(brush: ImageDraw.ImageDraw, x: int, percent: int) -> None:
    top = max(36, GROUND - 150 - percent * 8)
    brush.rectangle((x, top, x + 12, GROUND), fill=(214, 168, 44))
    for y in range(top, GROUND, 24):
        brush.line((x, y, x + 12, y + 24), fill=(160, 122, 30), width=2)
    brush.line((x - 330, top + 6, x + 110, top + 6), fill=(214, 168, 44), width=8)
    brush.line((x + 6, top - 30, x - 250, top + 4), fill=(150, 120, 40), width=2)
    brush.line((x + 6, top - 30, x + 100, top + 4), fill=(150, 120, 40), width=2)
    brush.rectangle((x + 74, top + 8, x + 106, top + 34), fill=(120, 120, 118))
    brush.line((x - 190, top + 8, x - 190, top + 92), fill=(70, 70, 70), width=2)


def _fence(brush: ImageDraw.ImageDraw) -> None:
    for place in range(0, WIDTH, 80):
        green = 96 if place % 160 else 106
        brush.rectangle((place, HEIGHT - 58, place + 78, HEIGHT), fill=(58, green, 84))


def _trees(brush: ImageDraw.ImageDraw, percent: int, chance: Random) -> None:
    brush.polygon(((380, HEIGHT), (560, HEIGHT), (500, GROUND), (460, GROUND)), fill=(206, 196, 178))
    for _tree in range((percent - 78) * 3):
        x, y = (
            chance.choice((chance.randrange(20, 330), chance.randrange(620, 940))),
            chance.randrange(GROUND, HEIGHT - 20),
        )
        reach = chance.randrange(16, 34)
        brush.rectangle((x - 3, y, x + 3, y + 26), fill=(104, 82, 60))
        brush.ellipse((x - reach, y - reach * 1.6, x + reach, y + 8), fill=(70 + chance.randrange(30), 118 + chance.randrange(24), 74))  # fmt: skip
