"""Pictures for the demo: a stain on a ceiling, drawn, so that nobody's home is shown."""

from __future__ import annotations

from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter


def stain(seed: int) -> ContentFile:
    """A JPEG upload of a damp ceiling; another seed draws another stain."""
    chance = Random(seed)
    ceiling = Image.new("RGB", (960, 720), (226, 222, 212))
    water = Image.new("L", ceiling.size, 0)
    brush = ImageDraw.Draw(water)
    x, y = chance.randrange(300, 660), chance.randrange(220, 500)
    for _drop in range(60):
        reach = chance.randrange(30, 130)
        left, top = x + chance.gauss(0, 110), y + chance.gauss(0, 70)
        brush.ellipse(
            (left - reach, top - reach * 0.7, left + reach, top + reach * 0.7), fill=chance.randrange(40, 150)
        )
    water = water.filter(ImageFilter.GaussianBlur(22))
    ceiling.paste(Image.new("RGB", ceiling.size, (138, 112, 74)), mask=water)
    rim = water.filter(ImageFilter.FIND_EDGES).point(lambda value: min(255, value * 6))
    ceiling.paste(Image.new("RGB", ceiling.size, (96, 74, 46)), mask=rim.filter(ImageFilter.GaussianBlur(3)))
    corner = ImageDraw.Draw(ceiling)
    corner.line((0, 640, 960, 600), fill=(190, 186, 176), width=5)
    corner.polygon(((0, 642), (960, 602), (960, 720), (0, 720)), fill=(206, 203, 196))
    body = BytesIO()
    ceiling.save(body, "JPEG", quality=82)
    return ContentFile(body.getvalue(), name=f"天花板{seed + 1}.jpg")
